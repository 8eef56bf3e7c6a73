//! The language as a JSON schema, from the same table of keys that files are checked against.

use super::document::keys::TOP;
use super::document::shape::{Key, Shape};
use Shape::{
    Any, Array, Condition, Date, Expression, Named, Number, OneOf, Open, Text, Texts, Whole, Word,
    YesNo,
};
use serde_json::json;

/// The language as a JSON schema (draft 2020-12), for completion in editors.
pub fn schema() -> serde_json::Value {
    let mut schema = schema_of(&TOP);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("demarche scenario");
    schema
}

fn schema_of(shape: &Shape) -> serde_json::Value {
    let properties = |keys: &[Key]| -> serde_json::Map<String, serde_json::Value> {
        let property = |k: &Key| {
            let mut value = schema_of(&k.1);
            value["description"] = json!(k.2);
            (k.0.to_string(), value)
        };
        keys.iter().map(property).collect()
    };
    match shape {
        Text => json!({ "type": "string" }),
        Word(all) => json!({ "enum": all }),
        Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Number => json!({ "type": "number" }),
        Whole => json!({ "type": "integer", "minimum": 0 }),
        YesNo => json!({ "type": "boolean" }),
        Date | Any => json!({}),
        Expression => json!({ "type": ["number", "string", "boolean"] }),
        Condition => json!({ "type": ["string", "boolean"] }),
        Array => json!({ "type": "array" }),
        Shape::Table(_, keys) => {
            json!({ "type": "object", "properties": properties(keys), "additionalProperties": false })
        }
        Open(_, keys, rest) => {
            json!({ "type": "object", "properties": properties(keys), "additionalProperties": schema_of(rest) })
        }
        // `NAME = false` removes what an extended file has
        Named(inner) => {
            json!({ "type": "object", "additionalProperties": { "anyOf": [schema_of(inner), { "const": false }] } })
        }
        OneOf(all) => json!({ "anyOf": all.iter().map(schema_of).collect::<Vec<_>>() }),
    }
}
