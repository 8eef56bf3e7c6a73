//! The keys of the language: one table that drives the check of a file, its suggestions, the message
//! about a key in the wrong table, and the JSON schema.

use super::shape::{Key, Shape};
use Shape::{
    Any, Array, Condition, Date, Expression, Named, Number, OneOf, Open, Text, Texts, Whole, Word,
    YesNo,
};

const LABEL: Key = Key("label", Text, "its name on charts; else its id with spaces");
const ABOUT: Key = Key("about", Text, "a sentence or more about it");
const SOURCE: Key = Key("source", Text, "where it comes from");
const FROM: Key = Key("from", Number, "the number of the first level; else 0");
const TO: Key = Key(
    "to",
    Number,
    "the number of the last level; else `from` plus the number of levels, less 1",
);
const PAYMENTS: Shape = Named(&Expression);
const SET: Key = Key(
    "set",
    Named(&Expression),
    "state variables and the levels they are set to: a level of their own, or a variable with the same levels",
);
const WHEN_OPEN: Key = Key("when", Condition, "when it is open");
const PAYOFF: Key = Key("payoff", PAYMENTS, "what actors receive once");
const AT: Key = Key("at", Any, "when it must hold: \"end\", a round or a date");
const BY: Key = Key(
    "by",
    Any,
    "when it must have held at the latest: \"end\", a round or a date",
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
        "rounds after the last reported one, solved but not reported: a number, or \"unbounded\"",
    ),
    Key(
        "clock",
        YesNo,
        "whether expressions may read `round`, from 1 to the last reported one and the same after it; every round then has positions of its own",
    ),
];
/// How a parameter can be distributed over its range.
pub const DISTRIBUTIONS: [&str; 5] = ["uniform", "triangular", "normal", "lognormal", "beta"];

/// The keys of each distribution.
pub const DISTRIBUTION_KEYS: [(&str, &[&str]); 5] = [
    ("uniform", &[]),
    ("triangular", &["mode"]),
    ("normal", &["mean", "spread"]),
    ("lognormal", &["mean", "spread"]),
    ("beta", &["mean", "spread"]),
];

const PARAMETER: &[Key] = &[
    Key("value", Number, "its value"),
    Key("range", Array, "lowest and highest value thought possible"),
    Key(
        "distribution",
        Word(&DISTRIBUTIONS),
        "how it is distributed over the range; else uniform",
    ),
    Key(
        "mode",
        Number,
        "where a triangular distribution is highest; else the value",
    ),
    Key(
        "mean",
        Number,
        "the mean of a normal, lognormal or beta distribution; for the first two else the value",
    ),
    Key(
        "spread",
        Number,
        "the standard deviation of a normal, lognormal or beta distribution; for the first two else a quarter of the range",
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
    FROM,
    TO,
    Key(
        "start",
        Any,
        "the level in which play begins; else the first",
    ),
    Key(
        "each_round",
        Any,
        "the level to which it returns when a later round begins",
    ),
    LABEL,
    ABOUT,
    SOURCE,
];
const PRIVATE: &[Key] = &[
    Key(
        "owner",
        Text,
        "the actor who knows it, or \"nature\": nobody knows it",
    ),
    Key(
        "levels",
        Any,
        "names of the levels in order, or their number; else no and yes",
    ),
    FROM,
    TO,
    Key(
        "prior",
        Open("a prior", &[], &Expression),
        "the probability that the others give each level before play; together 1",
    ),
    LABEL,
    ABOUT,
    SOURCE,
];
const TABLES: &[Key] = &[
    Key(
        "by",
        OneOf(&[Text, Texts]),
        "the state variable whose level picks the number, or several of them",
    ),
    Key(
        "values",
        Array,
        "the numbers for all levels together; the last variable of `by` runs fastest",
    ),
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
        "how precisely it chooses, 0 or more, or \"exact\"; may read what only it knows; else the parameter of that name",
    ),
    Key(
        "ties",
        Text,
        "how it chooses among equal options if its precision is exact: \"shared\" or \"first\"",
    ),
    Key(
        "plays",
        Text,
        "how it chooses: \"equilibrium\" (looks ahead), \"myopic\" (looks no further than this round), \"random\" or \"script\"; all others know it",
    ),
    Key(
        "payoff",
        Named(&Expression),
        "named terms of what it receives each round",
    ),
    Key(
        "types",
        Named(&Shape::Table("a type", TYPE)),
        "its possible types, known only to the actor: two or more",
    ),
];
const TYPE: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key(
        "prior",
        Expression,
        "the probability that the others give it before play; together 1",
    ),
    Key(
        "parameters",
        Named(&Expression),
        "parameters with a value of their own for this type",
    ),
    Key("plays", Text, "as for the actor, but for this type alone"),
];
const BELIEFS: &[Key] = &[Key(
    "points",
    Whole,
    "points of the grid of beliefs about types: 3 to 1001, else 11",
)];
const CHOOSE: Key = Key(
    "choose",
    Text,
    "the state variable of which every level becomes one option or event",
);
const OPTION: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    WHEN_OPEN,
    Key("cost", Expression, "what the actor pays for taking it"),
    Key(
        "chance",
        Expression,
        "its probability, if the actor plays a script",
    ),
    SET,
    PAYOFF,
    CHOOSE,
];
const AN_OPTION: Shape = Shape::Table("an option", OPTION);
const EVENT: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("when", Condition, "when it can happen"),
    Key("chance", Expression, "its probability, 0 to 1"),
    SET,
    PAYOFF,
    CHOOSE,
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
        "paid in addition by the only member who blocks it",
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
    Key("after", Text, "the turn that it follows; else it is last"),
    Key("when", Condition, "when the turn comes up"),
    Key("actor", Text, "who moves"),
    Key(
        "actors",
        Texts,
        "the actors who move at once, without seeing what the others do",
    ),
    Key(
        "hidden",
        YesNo,
        "whether nobody sees what is done there: it sets private variables of who moves",
    ),
    Key(
        "options",
        OneOf(&[Named(&AN_OPTION), Named(&Named(&AN_OPTION))]),
        "what the actor may do, the resting option first; with several actors, a table for each",
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
    Key(
        "needs",
        Expression,
        "yes votes needed, or what they must weigh; may read parameters",
    ),
    Key(
        "weights",
        Named(&Expression),
        "what each member's vote weighs, else 1; may read parameters",
    ),
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
    Key("ends", YesNo, "whether it ends the play"),
    PAYOFF,
    Key(
        "flow",
        PAYMENTS,
        "what actors receive each round after the end, instead of their payoff terms",
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
const DATA: &[Key] = &[
    Key("outcome", Text, "the column that names a case's outcome"),
    Key(
        "milestones",
        Named(&Text),
        "milestones, and the columns that say whether each came about in a case",
    ),
    Key(
        "columns",
        Named(&Text),
        "parameters, and the columns with their values in a case",
    ),
    Key("weight", Text, "the column with a case's weight; else 1"),
    Key(
        "cluster",
        Text,
        "the column that names the group of a case, within which cases hang together",
    ),
];
const FIT: &[Key] = &[Key("free", Texts, "the parameters that are estimated")];
const MADE: &[Key] = &[
    Key("turn", Text, "the turn at which it is made"),
    Key(
        "actor",
        Text,
        "who makes it, where several move at once or vote",
    ),
    Key(
        "option",
        Text,
        "the option, of chance the event, of a member of a vote yes, no, abstain or veto",
    ),
    Key("draft", Text, "of a vote: the draft that is called"),
    Key("passed", YesNo, "of a draft: whether it passes"),
];
const MILESTONE: &[Key] = &[
    LABEL,
    ABOUT,
    SOURCE,
    Key("event", Condition, "the condition"),
    Key(
        "move",
        Shape::Table("a move", MADE),
        "a move that was made, in place of `event`",
    ),
    AT,
    BY,
    Key(
        "during",
        Any,
        "the round in which it must come about, or [from, to]: rounds or dates",
    ),
    Key("happened", OneOf(&[YesNo, Number]), "whether it happened"),
    Key(
        "base_rate",
        Number,
        "how often such a thing happens in comparable cases: a forecast to compare with",
    ),
];
pub(super) const TOP_KEYS: &[Key] = &[
    Key("title", Text, "the title"),
    Key("about", Text, "a paragraph for the report"),
    Key("sources", Texts, "where the facts come from"),
    Key(
        "extends",
        Text,
        "the file or shipped scenario that this one changes",
    ),
    Key(
        "for",
        Named(&OneOf(&[Texts, Text])),
        "lists of names for which keys with {NAME} in them are repeated; or the list whose others a name stands for",
    ),
    Key("time", Shape::Table("the time", TIME), "rounds and dates"),
    Key(
        "parameters",
        Named(&OneOf(&[Number, Shape::Table("a parameter", PARAMETER)])),
        "numbers that can be varied",
    ),
    Key(
        "state",
        Named(&OneOf(&[YesNo, Shape::Table("a state variable", STATE)])),
        "the state variables",
    ),
    Key(
        "private",
        Named(&Shape::Table("a private variable", PRIVATE)),
        "variables that only their owners know",
    ),
    Key(
        "tables",
        Named(&Open("a table of numbers", TABLES, &Expression)),
        "numbers that depend on a level",
    ),
    Key("define", Named(&Expression), "named expressions"),
    Key(
        "beliefs",
        Shape::Table("the beliefs", BELIEFS),
        "how fine the grid of beliefs about types is",
    ),
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
    Key(
        "data",
        Shape::Table("the data", DATA),
        "what the rows of a table of cases are",
    ),
    Key(
        "fit",
        Shape::Table("the fit", FIT),
        "what is estimated from cases",
    ),
];

/// The whole file.
pub const TOP: Shape = Shape::Table("the file", TOP_KEYS);

/// The names of the top-level keys.
pub fn top_keys() -> impl Iterator<Item = &'static str> {
    TOP_KEYS.iter().map(|k| k.0)
}

/// The shapes that the value at a path of keys may have; none if the language has no such path.
pub fn at(path: &[&str]) -> Vec<&'static Shape> {
    fn step(shape: &'static Shape, key: &str, into: &mut Vec<&'static Shape>) {
        match shape {
            Shape::Table(_, keys) => into.extend(keys.iter().find(|k| k.0 == key).map(|k| &k.1)),
            Named(inner) => into.push(inner),
            Open(_, keys, inner) => {
                into.push(keys.iter().find(|k| k.0 == key).map_or(*inner, |k| &k.1));
            }
            OneOf(all) => all.iter().for_each(|s| step(s, key, into)),
            _ => {}
        }
    }
    path.iter().fold(vec![&TOP], |shapes, key| {
        let mut next = vec![];
        shapes.iter().for_each(|s| step(s, key, &mut next));
        next
    })
}
