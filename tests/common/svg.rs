//! Looks at a chart's SVG as its reader would: every text's box as the renderer lays it out in the
//! embedded font, and what is wrong with the boxes.

// Each test file uses a part of it.
#![allow(dead_code)]

use resvg::usvg;
use std::sync::Arc;

/// The smallest size of letters a chart may use, px.
pub const SMALLEST: f32 = 11.0;

/// Units of the drawing per px.
const GRID: f32 = 100.0;

/// A text and the box of its ink, px.
#[derive(Clone, Debug)]
pub struct Text {
    pub words: String,
    pub size: f32,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

/// The SVG as the renderer sees it.
pub fn tree(svg: &str) -> usvg::Tree {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    let options = usvg::Options {
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).expect("the SVG can be read")
}

/// Every text of the picture, in the order drawn.
pub fn texts(svg: &str) -> Vec<Text> {
    fn walk(group: &usvg::Group, found: &mut Vec<Text>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => walk(group, found),
                usvg::Node::Text(text) => {
                    let ink = text.flattened().abs_bounding_box();
                    let spans = text.chunks().iter().flat_map(|c| c.spans());
                    found.push(Text {
                        words: text.chunks().iter().map(|c| c.text()).collect(),
                        size: spans
                            .map(|s| s.font_size().get() / GRID)
                            .fold(99.0, f32::min),
                        left: ink.left(),
                        right: ink.right(),
                        top: ink.top(),
                        bottom: ink.bottom(),
                    });
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(tree(svg).root(), &mut found);
    found
}

/// What is wrong with the texts: two that touch (within a px, or three sideways), one that leaves
/// the picture, one too small to read, one in another font.
pub fn layout_faults(svg: &str) -> Vec<String> {
    let size = tree(svg).size();
    let all = texts(svg);
    let mut faults = Vec::new();
    for (i, a) in all.iter().enumerate() {
        if a.left < 0.0 || a.top < 0.0 || a.right > size.width() || a.bottom > size.height() {
            faults.push(format!("{:?} leaves the picture", a.words));
        }
        if a.size < SMALLEST {
            faults.push(format!("{:?} is {} px small", a.words, a.size));
        }
        for b in &all[..i] {
            let apart = a.left > b.right + 3.0
                || b.left > a.right + 3.0
                || a.top > b.bottom + 0.5
                || b.top > a.bottom + 0.5;
            if !apart {
                faults.push(format!("{:?} and {:?} overlap", b.words, a.words));
            }
        }
    }
    for part in svg.split("font-family=\"").skip(1) {
        if !part.starts_with("Noto Sans,") {
            faults.push(format!("another font: {}", &part[..part.len().min(20)]));
        }
    }
    faults
}

/// The lengths in attribute `name` of every shape of class `class`, px, in the order drawn.
pub fn numbers(svg: &str, class: &str, name: &str) -> Vec<f64> {
    let document = usvg::roxmltree::Document::parse(svg).expect("the SVG is XML");
    document
        .descendants()
        .filter(|n| n.attribute("class") == Some(class))
        .filter_map(|n| n.first_element_child())
        .map(|shape| {
            let length = shape.attribute(name).and_then(|v| v.parse::<f64>().ok());
            length.expect("a number") / f64::from(GRID)
        })
        .collect()
}

/// Everything that can be read in the picture, on hovering too, with single spaces.
pub fn readable(svg: &str) -> String {
    let document = usvg::roxmltree::Document::parse(svg).expect("the SVG is XML");
    let mut all = String::new();
    for node in document.descendants().filter(|n| n.is_text()) {
        all.push_str(node.text().unwrap_or(""));
        all.push(' ');
    }
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}
