//! From a typed tree to code that evaluates in tens of nanoseconds.
//!
//! Parameters become numbers, definitions are written out, and every part that depends on few levels
//! becomes a table over them. What remains is a short tree with tables as leaves. `exp` and `ln` come from
//! `libm`, so that results do not depend on the platform.

use super::ast::{Expr, Function, Kind, Operator, Pick, Place};
use super::bulk::{LARGEST_TABLE, is_plain};
use std::collections::HashMap;

/// What an expression reads of a scenario: the values of parameters, tables and definitions.
pub struct Evaluator<'a> {
    /// Each parameter's value.
    pub parameters: &'a [f64],
    /// For each state variable, then each private one, the number of each level; for named levels, their
    /// index.
    pub values: &'a [Vec<f64>],
    /// Number of state variables.
    pub states: usize,
    /// Each table's entries, by level; by the levels of several variables the last runs fastest.
    pub tables: &'a [Vec<Expr>],
    /// Each definition.
    pub definitions: &'a [Expr],
}

/// A compiled expression.
#[derive(Clone, Debug)]
pub enum Code {
    /// Always the same.
    Constant(f64),
    /// An entry of a table, whose index is the sum of level × stride: slots with strides, then entries.
    Table(Vec<(usize, usize)>, Vec<f64>),
    /// Computed from parts.
    Node(Step, Vec<Code>),
}

/// How a [`Code::Node`] is computed.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// An operator.
    Operator(Operator),
    /// A function.
    Function(Function),
    /// The second part if the first is not 0, else the third.
    If,
}

impl Evaluator<'_> {
    /// The slot of a place: first the state variables, then the draft, then the chosen level, then the
    /// private variables.
    fn slot(&self, place: Place) -> usize {
        match place {
            Place::State(v) => v,
            Place::Draft => self.states,
            Place::Chosen(_) => self.states + 1,
            Place::Private(v) => v + 2,
        }
    }

    /// The slots of the places that pick a table's entry.
    fn slots(&self, picks: &[Pick]) -> impl Iterator<Item = usize> {
        picks.iter().filter_map(|pick| match pick {
            Pick::Place(place) => Some(self.slot(*place)),
            Pick::Level { .. } => None,
        })
    }

    /// The variable whose level stands at a place.
    fn variable(&self, place: Place) -> usize {
        match place {
            Place::State(v) | Place::Private(v) | Place::Chosen(v) => v,
            Place::Draft => unreachable!("a draft picks no entry of a table"),
        }
    }

    /// The value of `expr` where slot i has level `levels[i]`, by walking the tree.
    pub fn walk(&self, expr: &Expr, levels: &[u16]) -> f64 {
        let mut memo = Memo::default();
        self.step(expr, levels, &mut memo)
    }

    /// As [`Evaluator::walk`]; but computes each definition and each entry of a table once.
    fn step(&self, expr: &Expr, levels: &[u16], memo: &mut Memo) -> f64 {
        let at = |place: Place| levels[self.slot(place)] as usize;
        match &expr.kind {
            Kind::Number(x) => *x,
            Kind::Parameter(p) => self.parameters[*p],
            Kind::Level(level) => *level as f64,
            Kind::Index(place) => at(*place) as f64,
            Kind::Value(place @ (Place::State(v) | Place::Private(v) | Place::Chosen(v))) => {
                self.values[*v][at(*place)]
            }
            Kind::Value(Place::Draft) => at(Place::Draft) as f64,
            Kind::Table(t, picks) => {
                let number = picks.iter().fold(0, |n, pick| {
                    let (variable, level) = match pick {
                        Pick::Place(place) => (self.variable(*place), at(*place)),
                        Pick::Level { variable, level } => (*variable, *level),
                    };
                    n * self.values[variable].len() + level
                });
                let entry = &self.tables[*t][number];
                if is_plain(entry) {
                    return self.step(entry, levels, memo);
                }
                if let Some(value) = memo.entries.get(&(*t, number)) {
                    return *value;
                }
                let value = self.step(entry, levels, memo);
                memo.entries.insert((*t, number), value);
                value
            }
            Kind::Definition(d) => {
                if memo.definitions.len() <= *d {
                    memo.definitions.resize(*d + 1, None);
                }
                if let Some(value) = memo.definitions[*d] {
                    return value;
                }
                let value = self.step(&self.definitions[*d], levels, memo);
                memo.definitions[*d] = Some(value);
                value
            }
            Kind::Unary(op, x) => operate(*op, self.step(x, levels, memo), 0.0),
            Kind::Binary(op, x, y) => {
                let x = self.step(x, levels, memo);
                operate(*op, x, self.step(y, levels, memo))
            }
            Kind::If(three) => {
                let [c, a, b] = three.as_ref();
                let taken = if self.step(c, levels, memo) != 0.0 {
                    a
                } else {
                    b
                };
                self.step(taken, levels, memo)
            }
            Kind::Call(f, all) => apply(*f, all.iter().map(|e| self.step(e, levels, memo))),
        }
    }

    /// Whether `expr` is a table of plain numbers.
    fn is_listed(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, Kind::Table(t, _) if self.tables[*t].iter().all(is_plain))
    }

    /// The slots with strides over which a table's entry is picked, and the entry's number for each of their
    /// levels together.
    fn picked(&self, picks: &[Pick]) -> (Vec<(usize, usize)>, Vec<usize>) {
        let mut slots: Vec<(usize, usize)> = vec![];
        let mut numbers = vec![0];
        // the last variable runs fastest, in the table and in the slots
        let mut stride = 1;
        let mut width = 1;
        for pick in picks.iter().rev() {
            let (variable, levels) = match pick {
                Pick::Place(place) => {
                    let variable = self.variable(*place);
                    slots.push((self.slot(*place), stride));
                    (variable, 0..self.values[variable].len())
                }
                Pick::Level { variable, level } => (*variable, *level..level + 1),
            };
            stride *= levels.len();
            let before = std::mem::take(&mut numbers);
            numbers.extend(levels.flat_map(|l| before.iter().map(move |n| l * width + n)));
            width *= self.values[variable].len();
        }
        (slots, numbers)
    }

    /// The slots that `expr` reads, in order.
    fn support(&self, expr: &Expr) -> Vec<usize> {
        let mut slots = vec![];
        let mut tables = vec![false; self.tables.len()];
        let mut definitions = vec![false; self.definitions.len()];
        let mut left = vec![expr];
        while let Some(expr) = left.pop() {
            expr.walk(&mut |e| match &e.kind {
                Kind::Index(place) | Kind::Value(place) => slots.push(self.slot(*place)),
                Kind::Table(t, picks) => {
                    slots.extend(self.slots(picks));
                    if !std::mem::replace(&mut tables[*t], true) {
                        left.extend(&self.tables[*t]);
                    }
                }
                Kind::Definition(d) if !std::mem::replace(&mut definitions[*d], true) => {
                    left.push(&self.definitions[*d]);
                }
                _ => {}
            });
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

/// The values of definitions and of entries of tables at the present levels.
#[derive(Default)]
struct Memo {
    definitions: Vec<Option<f64>>,
    entries: HashMap<(usize, usize), f64>,
}

impl Memo {
    fn clear(&mut self) {
        self.definitions.clear();
        self.entries.clear();
    }
}

impl Code {
    /// Compiles `expr`. `sizes` is the number of levels of each slot.
    pub fn compile(expr: &Expr, evaluator: &Evaluator, sizes: &[usize]) -> Code {
        let support = evaluator.support(expr);
        let cells = support
            .iter()
            .try_fold(1usize, |n, s| n.checked_mul(sizes[*s]))
            .filter(|n| *n <= LARGEST_TABLE || support.len() <= 1 || evaluator.is_listed(expr));
        if let Some(cells) = cells {
            return tabulate(expr, evaluator, sizes, &support, cells);
        }
        let compile = |e: &Expr| Code::compile(e, evaluator, sizes);
        match &expr.kind {
            Kind::Definition(d) => compile(&evaluator.definitions[*d]),
            Kind::Unary(op, x) => Code::Node(Step::Operator(*op), vec![compile(x)]),
            Kind::Binary(op, x, y) => Code::Node(Step::Operator(*op), vec![compile(x), compile(y)]),
            Kind::If(three) => Code::Node(Step::If, three.iter().map(compile).collect()),
            Kind::Call(f, all) => Code::Node(Step::Function(*f), all.iter().map(compile).collect()),
            // the table with its entries would be too large: choose entry by entry
            Kind::Table(t, picks) => {
                let entries = &evaluator.tables[*t];
                let (slots, numbers) = evaluator.picked(picks);
                let here = |number: usize| {
                    let hits = numbers.iter().map(|n| f64::from(*n == number)).collect();
                    Code::Table(slots.clone(), hits)
                };
                let last = compile(&entries[numbers[numbers.len() - 1]]);
                numbers.iter().rev().skip(1).fold(last, |rest, number| {
                    let entry = compile(&entries[*number]);
                    Code::Node(Step::If, vec![here(*number), entry, rest])
                })
            }
            Kind::Number(_)
            | Kind::Parameter(_)
            | Kind::Level(_)
            | Kind::Index(_)
            | Kind::Value(_) => tabulate(expr, evaluator, sizes, &support, sizes[support[0]]),
        }
    }

    /// Whether it reads any of the slots for which `wanted` holds.
    pub fn reads(&self, wanted: &impl Fn(usize) -> bool) -> bool {
        match self {
            Code::Constant(_) => false,
            Code::Table(slots, _) => slots.iter().any(|(slot, _)| wanted(*slot)),
            Code::Node(_, parts) => parts.iter().any(|part| part.reads(wanted)),
        }
    }

    /// The value where slot i has level `levels[i]`.
    pub fn at(&self, levels: &[u16]) -> f64 {
        match self {
            Code::Constant(x) => *x,
            Code::Table(slots, values) => {
                let index: usize = slots
                    .iter()
                    .map(|(slot, stride)| levels[*slot] as usize * stride)
                    .sum();
                values[index]
            }
            Code::Node(step, parts) => match step {
                Step::If if parts[0].at(levels) != 0.0 => parts[1].at(levels),
                Step::If => parts[2].at(levels),
                Step::Operator(op) => {
                    let x = parts[0].at(levels);
                    operate(*op, x, parts.get(1).map_or(0.0, |y| y.at(levels)))
                }
                Step::Function(f) => apply(*f, parts.iter().map(|p| p.at(levels))),
            },
        }
    }
}

fn tabulate(
    expr: &Expr,
    evaluator: &Evaluator,
    sizes: &[usize],
    support: &[usize],
    cells: usize,
) -> Code {
    let mut levels = vec![0u16; sizes.len()];
    if support.is_empty() {
        return Code::Constant(evaluator.walk(expr, &levels));
    }
    let mut slots = vec![];
    let mut stride = 1;
    for slot in support {
        slots.push((*slot, stride));
        stride *= sizes[*slot];
    }
    let mut memo = Memo::default();
    let values = (0..cells)
        .map(|cell| {
            memo.clear();
            for (slot, stride) in &slots {
                let level = cell / stride % sizes[*slot];
                levels[*slot] = u16::try_from(level).expect("levels have 16 bits");
            }
            evaluator.step(expr, &levels, &mut memo)
        })
        .collect();
    Code::Table(slots, values)
}

fn operate(operator: Operator, x: f64, y: f64) -> f64 {
    use Operator::*;
    match operator {
        Add => x + y,
        Subtract => x - y,
        Multiply => x * y,
        Divide => x / y,
        Power => libm::pow(x, y),
        Equal => f64::from(x == y),
        Unequal => f64::from(x != y),
        Less => f64::from(x < y),
        LessEqual => f64::from(x <= y),
        Greater => f64::from(x > y),
        GreaterEqual => f64::from(x >= y),
        And => f64::from(x != 0.0 && y != 0.0),
        Or => f64::from(x != 0.0 || y != 0.0),
        Not => f64::from(x == 0.0),
        Negate => -x,
    }
}

fn apply(function: Function, mut arguments: impl Iterator<Item = f64>) -> f64 {
    let first = arguments.next().unwrap_or(f64::NAN);
    match function {
        Function::Abs => first.abs(),
        Function::Exp => libm::exp(first),
        Function::Ln => libm::log(first),
        Function::Min => arguments.fold(first, f64::min),
        Function::Max => arguments.fold(first, f64::max),
        Function::Clamp => {
            let low = arguments.next().unwrap_or(first);
            let high = arguments.next().unwrap_or(first);
            first.max(low).min(high)
        }
    }
}
