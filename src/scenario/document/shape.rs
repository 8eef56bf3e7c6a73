//! What a value of a file must be.

use super::tree::Value;

/// What a value must be.
#[derive(Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// One of these texts.
    Word(&'static [&'static str]),
    /// An array of texts.
    Texts,
    /// A number.
    Number,
    /// A whole number, 0 or more.
    Whole,
    /// True or false.
    YesNo,
    /// A calendar date.
    Date,
    /// A number, true or false, or a text that is an expression.
    Expression,
    /// A text that is a condition.
    Condition,
    /// Anything; the reader checks it.
    Any,
    /// An array of anything.
    Array,
    /// One of several.
    OneOf(&'static [Shape]),
    /// A table of these keys; the text says what it is ("a draft").
    Table(&'static str, &'static [Key]),
    /// A table whose keys are names that the file gives, each with a value of this shape.
    Named(&'static Shape),
    /// A table of these keys, and of names that the file gives, each with a value of the last shape.
    Open(&'static str, &'static [Key], &'static Shape),
}

/// A key of a table: its name, what its value must be, and what it means.
#[derive(Debug)]
pub struct Key(pub &'static str, pub Shape, pub &'static str);

impl Shape {
    /// Whether a value has this shape.
    pub fn fits(&self, value: &Value) -> bool {
        let is_whole = |x: f64| x >= 0.0 && x.fract() == 0.0;
        match self {
            Shape::Any => true,
            Shape::Text | Shape::Word(_) => value.is_text(),
            Shape::Condition => value.is_text() || matches!(value, Value::Boolean(_)),
            Shape::Expression => {
                value.is_text() || matches!(value, Value::Boolean(_) | Value::Number(_))
            }
            Shape::Texts => {
                matches!(value, Value::Array(all) if all.iter().all(|n| n.value.is_text()))
            }
            Shape::Number => matches!(value, Value::Number(_)),
            Shape::Whole => matches!(value, Value::Number(x) if is_whole(*x)),
            Shape::YesNo => matches!(value, Value::Boolean(_)),
            Shape::Date => matches!(value, Value::Date(_)),
            Shape::Array => matches!(value, Value::Array(_)),
            Shape::Table(..) | Shape::Open(..) | Shape::Named(_) => {
                matches!(value, Value::Table(_))
            }
            Shape::OneOf(all) => all.iter().any(|s| s.fits(value)),
        }
    }

    /// What such a value is, in words.
    pub fn words(&self) -> String {
        match self {
            Shape::Text => "a text".into(),
            Shape::Word(all) => format!("one of \"{}\"", all.join("\", \"")),
            Shape::Texts => "an array of names or texts, such as [\"a\", \"b\"]".into(),
            Shape::Number => "a number".into(),
            Shape::Whole => "a whole number, 0 or more".into(),
            Shape::YesNo => "true or false".into(),
            Shape::Date => "a date".into(),
            Shape::Expression => "a number or an expression".into(),
            Shape::Condition => "a condition in quotes".into(),
            Shape::Any => "a value".into(),
            Shape::Array => "an array".into(),
            Shape::Table(..) | Shape::Open(..) | Shape::Named(_) => {
                "a table, as { … } or under a [header]".into()
            }
            Shape::OneOf(all) => {
                let words: Vec<String> = all.iter().map(Shape::words).collect();
                words.join(" or ")
            }
        }
    }
}
