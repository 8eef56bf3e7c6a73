//! PNG from SVG, with the embedded font alone, so that any machine draws the same picture.

use super::Error;
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, OnceLock};

/// Pixels of the PNG per px of the SVG.
const SCALE: f32 = 2.0;

fn fonts() -> Arc<usvg::fontdb::Database> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    FONTS
        .get_or_init(|| {
            let mut fonts = usvg::fontdb::Database::new();
            fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
            fonts.load_font_data(notosans::BOLD_TTF.to_vec());
            fonts.set_sans_serif_family("Noto Sans");
            Arc::new(fonts)
        })
        .clone()
}

/// The SVG drawn at twice its size in pixels, as the bytes of a PNG file. Only the embedded font
/// is used: a character it lacks (Chinese, for one) shows as an empty box.
///
/// # Errors
/// An SVG that cannot be read, or a picture that is too large.
pub fn png(svg: &str) -> Result<Vec<u8>, Error> {
    pixels(svg, SCALE)
}

/// The same with so many pixels per px.
pub(super) fn pixels(svg: &str, scale: f32) -> Result<Vec<u8>, Error> {
    let options = usvg::Options {
        fontdb: fonts(),
        font_family: "Noto Sans".into(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| Error::Svg(e.to_string()))?;
    let size = tree.size();
    let (width, height) = (
        (size.width() * scale).round() as u32,
        (size.height() * scale).round() as u32,
    );
    let pixmap = tiny_skia::Pixmap::new(width, height);
    let mut pixmap = pixmap.ok_or(Error::TooLarge { width, height })?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    pixmap.encode_png().map_err(|e| Error::Png(e.to_string()))
}
