//! Reading `.nfg`: a game in strategic form is a tree in which nobody sees what others do.

use super::room::Room;
use super::tokens::{Fault, Tokens, Word, fault};
use super::tree::{Node, Set, Tree};
use crate::diagnostics::Span;

/// The most combinations of strategies.
const MOST: usize = 1 << 16;

/// Reads the text of file `file`.
pub(super) fn read(text: &str, file: usize, mut room: Room) -> Result<Tree, Fault> {
    let mut t = Tokens::new(text, file);
    let begins = t.span();
    if !t.letters("`NFG`")?.eq_ignore_ascii_case("NFG") {
        return Err(fault(begins, "an .nfg file begins with `NFG 1 R`"));
    }
    t.count("the version of the format, 1", 1)?;
    t.letters("`R` or `D`")?;
    let title = t.text("the title")?;
    let players = t.texts("the players' names")?;
    let at = t.span();
    let strategies = strategies(&mut t, players.len())?;
    let profiles = strategies
        .iter()
        .try_fold(1usize, |product, s| product.checked_mul(s.len()));
    let Some(profiles) = profiles.filter(|n| *n <= MOST) else {
        let all: f64 = strategies.iter().map(|s| s.len() as f64).product();
        let message = format!("{all} combinations of strategies, more than {MOST}");
        return Err(fault(at, message));
    };
    // every level of the tree has at most as many nodes as there are combinations
    let levels = players.len() + 1;
    let node = size_of::<Node>() + size_of::<usize>();
    room.take(&[profiles, levels, node], at, "the tree of this game")?;
    t.may_text();
    let (outcomes, which) = payoffs(&mut t, players.len(), profiles)?;
    let tree = Tree {
        title,
        players,
        outcomes,
        ..Tree::default()
    };
    let actions = strategies.into_iter().map(Strategies::names).collect();
    Ok(grow(tree, actions, &which, begins))
}

/// A player's strategies.
enum Strategies {
    /// So many without names.
    Count(usize),
    Names(Vec<String>),
}

impl Strategies {
    fn len(&self) -> usize {
        match self {
            Strategies::Count(n) => *n,
            Strategies::Names(names) => names.len(),
        }
    }

    fn names(self) -> Vec<String> {
        match self {
            Strategies::Count(n) => vec![String::new(); n],
            Strategies::Names(names) => names,
        }
    }
}

/// Each player's strategies: `{ 2 3 }` or `{ { "a" "b" } … }`.
fn strategies(t: &mut Tokens, players: usize) -> Result<Vec<Strategies>, Fault> {
    let at = t.span();
    t.open("the strategies")?;
    let mut all = vec![];
    while !t.close() {
        all.push(if t.opens() {
            Strategies::Names(t.texts("the names of strategies")?)
        } else {
            Strategies::Count(t.count("the number of a player's strategies", 1)?)
        });
    }
    let none = all.iter().any(|s| s.len() == 0);
    if all.len() == players && !none {
        return Ok(all);
    }
    Err(fault(
        at,
        format!("expected the strategies of {players} players, one or more of each"),
    ))
}

/// What each player gets by each outcome, and the outcome of each combination (none pays nothing),
/// the first player's strategy running fastest.
type Payoffs = (Vec<Vec<f64>>, Vec<Option<usize>>);

fn payoffs(t: &mut Tokens, players: usize, profiles: usize) -> Result<Payoffs, Fault> {
    let (mut outcomes, mut which) = (vec![], vec![]);
    if t.opens() {
        t.open("the outcomes")?;
        while !t.close() {
            t.open("an outcome")?;
            t.text("the outcome's name")?;
            outcomes.push(row(t, players)?);
            if !t.close() {
                return Err(t.wanted("`}` after the payoffs"));
            }
        }
        for _ in 0..profiles {
            let at = t.span();
            let number = t.count("the number of an outcome", 0)?;
            if number > outcomes.len() {
                return Err(fault(at, format!("there is no outcome {number}")));
            }
            which.push(number.checked_sub(1));
        }
    } else {
        for profile in 0..profiles {
            outcomes.push(row(t, players)?);
            which.push(Some(profile));
        }
    }
    match t.peek() {
        Some(Word::Number(_)) => Err(fault(t.span(), "more numbers than there are combinations")),
        _ if t.ended() => Ok((outcomes, which)),
        _ => Err(t.wanted("the end of the file")),
    }
}

/// A payoff of each player.
fn row(t: &mut Tokens, players: usize) -> Result<Vec<f64>, Fault> {
    (0..players).map(|_| t.number("a payoff")).collect()
}

/// The tree, level by level: player i's nodes are one information set.
fn grow(mut tree: Tree, actions: Vec<Vec<String>>, outcomes: &[Option<usize>], span: Span) -> Tree {
    let mut level = 1;
    let mut first = 0;
    for (i, names) in actions.iter().enumerate() {
        tree.sets.push(Set {
            player: Some(i),
            number: 1,
            label: String::new(),
            actions: names.clone(),
            chances: vec![],
            nodes: level,
        });
        let next = first + level;
        for k in 0..level {
            tree.nodes.push(Node {
                set: Some(i),
                children: (0..names.len())
                    .map(|a| next + k * names.len() + a)
                    .collect(),
                outcome: None,
                span,
            });
        }
        (first, level) = (next, level * names.len());
    }
    for k in 0..level {
        // the last player's strategy runs fastest here, the first's in the file
        let (mut rest, mut at, mut step) = (k, 0, level);
        for names in actions.iter().rev() {
            step /= names.len();
            at += rest % names.len() * step;
            rest /= names.len();
        }
        tree.nodes.push(Node {
            set: None,
            children: vec![],
            outcome: outcomes[at],
            span,
        });
    }
    tree
}
