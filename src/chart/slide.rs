//! Charts as slides: 1280 by 720 px, enlarged as far as they fit, in the middle of their own ground.

use super::Error;
use super::paint::GROUND;
use super::png::pixels;

/// The size of a slide, px.
const SLIDE: (f64, f64) = (1280.0, 720.0);

/// Units of a chart's drawing per px.
const GRID: f64 = 100.0;

/// The size of a chart that this module drew, px.
fn size(svg: &str) -> (f64, f64) {
    let number = |name: &str| {
        let text = svg
            .split_once(name)
            .and_then(|(_, rest)| rest.split_once('"'));
        text.and_then(|(number, _)| number.parse().ok())
    };
    let sides = number(" width=\"").zip(number(" height=\""));
    sides.expect("a chart begins with its size")
}

/// How many times larger a chart is on a slide.
pub fn enlarged(svg: &str) -> f64 {
    let (wide, tall) = size(svg);
    (SLIDE.0 / wide).min(SLIDE.1 / tall)
}

/// A chart on a slide; `dark` is its ground. SVG.
pub fn slide(svg: &str, dark: bool) -> String {
    let (wide, tall) = size(svg);
    let scale = enlarged(svg);
    let units = |px: f64| (px * GRID).round();
    let (w, h) = (units(SLIDE.0 / scale), units(SLIDE.1 / scale));
    let (x, y) = ((units(wide) - w) / 2.0, (units(tall) - h) / 2.0);
    let ground = GROUND.shape(dark);
    let old = format!(
        "width=\"{wide}\" height=\"{tall}\" viewBox=\"0 0 {} {}\"",
        units(wide),
        units(tall)
    );
    let new = format!(
        "width=\"{}\" height=\"{}\" viewBox=\"{x} {y} {w} {h}\"",
        SLIDE.0, SLIDE.1
    );
    let ground = format!(
        ">\n<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#{:02x}{:02x}{:02x}\"/>\n",
        ground.0, ground.1, ground.2
    );
    svg.replacen(&old, &new, 1).replacen(">\n", &ground, 1)
}

/// A slide as the bytes of a PNG file, a pixel for each of its px.
///
/// # Errors
/// As [`png`](super::png()).
pub fn slide_png(slide: &str) -> Result<Vec<u8>, Error> {
    pixels(slide, 1.0)
}
