//! Which keys there are: one table that drives the reader, its suggestions, the message about a
//! key in the wrong table, and the JSON schema.

use super::tree::{Node, Table, Value};
use crate::source::{Diagnostic, Sources, Span, nearest, suggestion};
use serde_json::json;

/// What a value must be.
#[derive(Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// An array of texts.
    Texts,
    /// A number.
    Number,
    /// A whole number, 0 or more.
    Whole,
    /// true or false.
    YesNo,
    /// A calendar date.
    Date,
    /// A number, true or false, or a text that is an expression.
    Expression,
    /// A text that is a condition.
    Condition,
    /// Anything; the reader looks.
    Any,
    /// An array of anything.
    Array,
    /// One of several.
    OneOf(&'static [Shape]),
    /// A table of these keys; the text names one such thing ("a draft").
    Table(&'static str, &'static [Key]),
    /// A table whose keys are names given by the file, each with this shape.
    Named(&'static Shape),
    /// A table of these keys and of names given by the file.
    Open(&'static str, &'static [Key], &'static Shape),
}

/// A key of a table.
#[derive(Debug)]
pub struct Key(pub &'static str, pub Shape, pub &'static str);

use Shape::{
    Any, Array, Condition, Date, Expression, Named, Number, OneOf, Open, Text, Texts, Whole, YesNo,
};

const LABEL: Key = Key(
    "label",
    Text,
    "what it is called on charts; else its id with spaces",
);
const ABOUT: Key = Key("about", Text, "a sentence or more about it");
const SOURCE: Key = Key("source", Text, "where it is from");
const PAYMENTS: Shape = Named(&Expression);
const SET: Key = Key(
    "set",
    Named(&Expression),
    "the level that state variables take on",
);
const WHEN_OPEN: Key = Key("when", Condition, "when it is open");
const PAYOFF: Key = Key("payoff", PAYMENTS, "received once, by actor");
const AT: Key = Key("at", Any, "holds then: \"end\", a round or a date");
const BY: Key = Key(
    "by",
    Any,
    "has held at some round up to then: \"end\", a round or a date",
);

const TIME: &[Key] = &[
    Key(
        "round",
        Text,
        "the word for a round: day, week, month, quarter, year or another",
    ),
    Key("start", Date, "the date on which round 1 begins"),
    Key("rounds", Whole, "rounds played and reported"),
    Key(
        "shadow",
        Any,
        "rounds that lie ahead of the last reported one, solved and not reported",
    ),
];
const PARAMETER: &[Key] = &[
    Key("value", Number, "its value"),
    Key("range", Array, "lowest and highest value thought possible"),
    Key(
        "distribution",
        Text,
        "uniform, triangular, normal or beta, over the range",
    ),
    LABEL,
    ABOUT,
    SOURCE,
];
const STATE: &[Key] = &[
    Key(
        "levels",
        Any,
        "names of the levels in order, or their number",
    ),
    Key("from", Number, "the number of the first level, else 0"),
    Key(
        "to",
        Number,
        "the number of the last level, else their count less 1",
    ),
    Key(
        "start",
        Any,
        "the level in which play begins, else the first",
    ),
    Key(
        "each_round",
        Any,
        "the level to which it is set back as each later round begins",
    ),
    LABEL,
    ABOUT,
    SOURCE,
];
const TABLES: &[Key] = &[
    Key("by", Text, "the state variable whose level it is read by"),
    ABOUT,
    SOURCE,
    LABEL,
];
const ACTOR: &[Key] = &[
    Key("name", Text, "its name on charts"),
    LABEL,
    ABOUT,
    SOURCE,
    Key(
        "patience",
        Expression,
        "what a payoff one round later is worth, 0 to 1; else the parameter of that name",
    ),
    Key(
        "precision",
        Expression,
        "how precisely it chooses, 0 or more, or \"exact\"; else the parameter of that name",
    ),
    Key(
        "ties",
        Text,
        "of equal options under exact precision: \"shared\" or \"first\"",
    ),
    Key(
        "payoff",
        Named(&Expression),
        "named terms of what it receives each round",
    ),
    Key("types", Any, "private types"),
];
const OPTION: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    WHEN_OPEN,
    Key("cost", Expression, "paid by the actor on taking it"),
    SET,
    PAYOFF,
    Key(
        "choose",
        Text,
        "the state variable of which each level becomes one option",
    ),
];
const EVENT: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("when", Condition, "when it can happen"),
    Key("chance", Expression, "its probability, 0 to 1"),
    SET,
    PAYOFF,
];
const DRAFT: &[Key] = &[LABEL, ABOUT, SOURCE, WHEN_OPEN, SET];
const VOTE_COST: &[Key] = &[
    Key(
        "propose",
        Expression,
        "paid by the proposer for the draft it picks",
    ),
    Key("yes", Expression, "paid on voting yes"),
    Key("no", Expression, "paid on voting no"),
    Key("abstain", Expression, "paid on abstaining"),
    Key(
        "veto",
        Expression,
        "paid for blocking a draft that had the votes",
    ),
    Key(
        "lone_veto",
        Expression,
        "paid, besides, for being the only one to block it",
    ),
    Key("passes", Expression, "paid when the draft passes"),
    Key("fails", Expression, "paid when the draft fails"),
];
const OTHERS: &[Key] = &[
    Key("seats", Whole, "seats that nobody plays"),
    Key("yes", Expression, "the probability that each votes yes"),
];
const TURN: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("after", Text, "the turn after which it comes; else last"),
    Key("when", Condition, "when the turn comes up"),
    Key("actor", Text, "who moves"),
    Key("actors", Any, "who moves at the same time"),
    Key(
        "options",
        Named(&Shape::Table("an option", OPTION)),
        "what the actor may do, the resting option first",
    ),
    Key(
        "events",
        Named(&Shape::Table("an event", EVENT)),
        "what may happen",
    ),
    Key("members", Texts, "actors who vote, in roll-call order"),
    Key(
        "others",
        Shape::Table("the seats nobody plays", OTHERS),
        "seats nobody plays",
    ),
    Key("needs", Whole, "yes votes needed"),
    Key("veto", Texts, "members whose no blocks"),
    Key("abstain", YesNo, "whether members may abstain"),
    Key("ballot", Text, "\"roll call\" or \"together\""),
    Key("proposer", Text, "the actor who picks a draft or none"),
    Key(
        "drafts",
        Named(&Shape::Table("a draft", DRAFT)),
        "what can be voted on",
    ),
    Key(
        "cost",
        Named(&Shape::Table("the costs of a vote", VOTE_COST)),
        "what a vote costs each actor",
    ),
];
const OUTCOME: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("when", Condition, "when it holds"),
    Key("otherwise", YesNo, "holds where no other does"),
    Key("ends", YesNo, "whether it stops the play"),
    PAYOFF,
    Key(
        "flow",
        PAYMENTS,
        "received each round from then on instead of the payoff terms, by actor",
    ),
];
const MEASURE: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key(
        "event",
        Condition,
        "the condition whose probability is read",
    ),
    Key("mean", Expression, "the number whose mean is read"),
    AT,
    BY,
];
const HYPOTHESIS: &[Key] = &[
    Key("claim", Text, "the claim in words"),
    Key("who", Text, "who made it"),
    Key("vary", Text, "the path that is varied, as for --set"),
    Key("over", Array, "the values it takes"),
    Key("measure", Text, "the measure or outcome that is read"),
    Key(
        "expect",
        Any,
        "\"increasing\", \"decreasing\", \"flat\", { above = x } or { below = x }",
    ),
    LABEL,
    ABOUT,
    SOURCE,
];
const MILESTONE: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("event", Condition, "the condition"),
    AT,
    BY,
    Key("happened", OneOf(&[YesNo, Number]), "whether it happened"),
];
const TOP_KEYS: &[Key] = &[
    Key("title", Text, "the title"),
    Key("about", Text, "a paragraph for the report"),
    Key("sources", Texts, "where the facts are from"),
    Key(
        "extends",
        Text,
        "the file or shipped scenario that this one changes",
    ),
    Key("time", Shape::Table("the time", TIME), "rounds and dates"),
    Key(
        "parameters",
        Named(&OneOf(&[Number, Shape::Table("a parameter", PARAMETER)])),
        "the numbers to turn",
    ),
    Key(
        "state",
        Named(&OneOf(&[YesNo, Shape::Table("a state variable", STATE)])),
        "the state variables",
    ),
    Key(
        "tables",
        Named(&Open("a table of numbers", TABLES, &Expression)),
        "numbers read off a level",
    ),
    Key("define", Named(&Expression), "named expressions"),
    Key(
        "actors",
        Named(&Shape::Table("an actor", ACTOR)),
        "who plays",
    ),
    Key(
        "turns",
        Named(&Shape::Table("a turn", TURN)),
        "who moves when, in order",
    ),
    Key(
        "outcomes",
        Named(&Shape::Table("an outcome", OUTCOME)),
        "how histories are named; the first that holds counts",
    ),
    Key(
        "measures",
        Named(&Shape::Table("a measure", MEASURE)),
        "numbers read off a run",
    ),
    Key(
        "hypotheses",
        Named(&Shape::Table("a claim", HYPOTHESIS)),
        "claims to be tested",
    ),
    Key(
        "milestones",
        Named(&Shape::Table("a milestone", MILESTONE)),
        "what really happened",
    ),
];

/// The whole file.
pub const TOP: Shape = Shape::Table("the file", TOP_KEYS);

/// The names of the top-level keys.
pub fn top_keys() -> impl Iterator<Item = &'static str> {
    TOP_KEYS.iter().map(|k| k.0)
}

/// The shape at a path of keys, if it is one of the language.
pub fn at(path: &[&str]) -> Option<&'static Shape> {
    fn step(shape: &'static Shape, key: &str) -> Option<&'static Shape> {
        match shape {
            Shape::Table(_, keys) => keys.iter().find(|k| k.0 == key).map(|k| &k.1),
            Named(inner) => Some(inner),
            Open(_, keys, inner) => Some(keys.iter().find(|k| k.0 == key).map_or(*inner, |k| &k.1)),
            OneOf(all) => all.iter().find_map(|s| step(s, key)),
            _ => None,
        }
    }
    path.iter().try_fold(&TOP, |shape, key| step(shape, key))
}

/// Checks keys and kinds of values of a whole tree.
pub fn check(tree: &Table, sources: &Sources, faults: &mut Vec<Diagnostic>) {
    let mut walk = Walk { sources, faults };
    walk.table(tree, "the file", TOP_KEYS, None, None);
}

struct Walk<'a> {
    sources: &'a Sources,
    faults: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn table(
        &mut self,
        table: &Table,
        kind: &str,
        keys: &'static [Key],
        rest: Option<&'static Shape>,
        owner: Option<(&str, Span)>,
    ) {
        for entry in &table.0 {
            match (keys.iter().find(|k| k.0 == entry.key), rest) {
                (Some(key), _) => self.value(&entry.node, &key.1, &entry.key, entry.key_span),
                (None, Some(shape)) => self.value(&entry.node, shape, &entry.key, entry.key_span),
                (None, None) => {
                    let fault = self.unknown(&entry.key, entry.key_span, kind, keys, owner);
                    self.faults.push(fault);
                }
            }
        }
    }

    fn unknown(
        &self,
        key: &str,
        span: Span,
        kind: &str,
        keys: &[Key],
        owner: Option<(&str, Span)>,
    ) -> Diagnostic {
        let near = nearest(key, keys.iter().map(|k| k.0));
        let mut homes = vec![];
        homes_of(key, &TOP, &mut homes);
        homes.dedup();
        let (Some((name, header)), false, None) = (owner, homes.is_empty(), near) else {
            return Diagnostic::error(span, format!("`{key}` is not a key of {kind}"))
                .help(suggestion(key, keys.iter().map(|k| k.0)));
        };
        let bare = kind.split_once(' ').map_or(kind, |k| k.1);
        let fault = Diagnostic::error(
            span,
            format!(
                "`{key}` belongs to {}, but here it is inside the {bare} {name}",
                homes.join(" or ")
            ),
        );
        match self.header(header) {
            Some(header) if header.file == span.file => fault
                .related(header, "in TOML all that follows this header is part of it")
                .help(format!(
                    "move it up, above this header, into {}",
                    homes.join(" or ")
                )),
            _ => fault,
        }
    }

    /// The whole `[header]` that a key stands in.
    fn header(&self, key: Span) -> Option<Span> {
        let text = &self.sources.0[key.file as usize].text;
        let first = text[..key.start as usize].rfind('\n').map_or(0, |i| i + 1);
        let line = text[first..].lines().next()?;
        let end = line.find(']')?;
        line.starts_with('[')
            .then(|| Span::new(key.file as usize, first..first + end + 1))
    }

    fn value(&mut self, node: &Node, shape: &'static Shape, key: &str, key_span: Span) {
        let owner = Some((key, key_span));
        match (shape, &node.value) {
            (Shape::Table(kind, keys), Value::Table(table)) => {
                self.table(table, kind, keys, None, owner)
            }
            (Open(kind, keys, rest), Value::Table(table)) => {
                self.table(table, kind, keys, Some(rest), owner)
            }
            (Named(inner), Value::Table(table)) => {
                for entry in &table.0 {
                    self.value(&entry.node, inner, &entry.key, entry.key_span);
                }
            }
            (OneOf(all), value) => match all.iter().find(|s| fits(s, value)) {
                Some(shape) => self.value(node, shape, key, key_span),
                None => self.wrong(node, shape, key),
            },
            (shape, value) if fits(shape, value) => {}
            _ => self.wrong(node, shape, key),
        }
    }

    fn wrong(&mut self, node: &Node, shape: &Shape, key: &str) {
        let mut fault = Diagnostic::error(
            node.span,
            format!(
                "`{key}` wants {}, this is {}",
                wanted(shape),
                kind(&node.value)
            ),
        );
        if let (Shape::Date, Value::Text(..)) = (shape, &node.value) {
            fault = fault.help("a date is written without quotes: 2006-07-05");
        }
        if let (Shape::Table(..) | Named(_), Value::Boolean(false)) = (shape, &node.value) {
            fault = fault.help("`NAME = false` takes something away that the extended file has; here there is nothing to take away");
        }
        self.faults.push(fault);
    }
}

fn fits(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Any, _) => true,
        (Text | Condition, Value::Text(..)) => true,
        (Condition, Value::Boolean(_)) => true,
        (Texts, Value::Array(all)) => all.iter().all(|n| n.as_text().is_some()),
        (Array, Value::Array(_))
        | (Number, Value::Number(_))
        | (YesNo, Value::Boolean(_))
        | (Date, Value::Date(_)) => true,
        (Whole, Value::Number(x)) => *x >= 0.0 && x.fract() == 0.0 && *x < 1e9,
        (Expression, Value::Number(_) | Value::Text(..) | Value::Boolean(_)) => true,
        (Shape::Table(..) | Open(..) | Named(_), Value::Table(_)) => true,
        (OneOf(all), value) => all.iter().any(|s| fits(s, value)),
        _ => false,
    }
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Text => "a text".into(),
        Texts => "an array of names or texts, as [\"a\", \"b\"]".into(),
        Number => "a number".into(),
        Whole => "a whole number, 0 or more".into(),
        YesNo => "true or false".into(),
        Date => "a date".into(),
        Expression => "a number or an expression".into(),
        Condition => "a condition in quotes".into(),
        Any => "a value".into(),
        Array => "an array".into(),
        Shape::Table(..) | Open(..) | Named(_) => "a table, as { … } or under a [header]".into(),
        OneOf(all) => all.iter().map(wanted).collect::<Vec<_>>().join(" or "),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Text(..) => "a text",
        Value::Date(_) => "a date",
        Value::Array(_) => "an array",
        Value::Table(_) => "a table",
    }
}

/// The kinds of table to which `key` belongs.
fn homes_of(key: &str, shape: &'static Shape, homes: &mut Vec<&'static str>) {
    match shape {
        Shape::Table(kind, keys) | Open(kind, keys, _) => {
            if keys.iter().any(|k| k.0 == key) && !homes.contains(kind) {
                let vote = [
                    "members", "others", "needs", "veto", "abstain", "ballot", "proposer", "drafts",
                ];
                homes.push(if *kind == "a turn" && vote.contains(&key) {
                    "a vote"
                } else {
                    kind
                });
            }
            for k in *keys {
                homes_of(key, &k.1, homes);
            }
        }
        Named(inner) => homes_of(key, inner, homes),
        OneOf(all) => all.iter().for_each(|s| homes_of(key, s, homes)),
        _ => {}
    }
}

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
        // `NAME = false` takes away what an extended file has
        Named(inner) => {
            json!({ "type": "object", "additionalProperties": { "anyOf": [schema_of(inner), { "const": false }] } })
        }
        OneOf(all) => json!({ "anyOf": all.iter().map(schema_of).collect::<Vec<_>>() }),
    }
}
