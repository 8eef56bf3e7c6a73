//! Reading `.nfg`: a game in strategic form is a tree in which nobody sees what others do.

use super::tokens::{Fault, Tokens, Word, fault};
use super::tree::{Node, Set, Tree};

/// The most combinations of strategies.
const MOST: usize = 1 << 16;

/// Reads the text of file `file`.
pub(super) fn read(text: &str, file: usize) -> Result<Tree, Fault> {
    let mut t = Tokens::new(text, file)?;
    let begins = t.span();
    if t.letters("`NFG`")? != "NFG" {
        return Err(fault(begins, "an .nfg file begins with `NFG 1 R`"));
    }
    t.count("the version of the format, 1", 1)?;
    t.letters("`R` or `D`")?;
    let title = t.text("the title")?;
    let players = t.texts("the players' names")?;
    let at = t.span();
    let actions = actions(&mut t, players.len())?;
    let profiles = actions.iter().map(|a| a.len() as f64).product::<f64>();
    if profiles > MOST as f64 {
        let message = format!("{profiles:.0} combinations of strategies, more than {MOST}");
        return Err(fault(at, message));
    }
    t.may_text();
    let payoffs = payoffs(&mut t, players.len(), profiles as usize)?;
    let tree = Tree {
        title,
        players,
        ..Tree::default()
    };
    Ok(grow(tree, actions, &payoffs, begins))
}

/// Each player's strategies: `{ 2 3 }` or `{ { "a" "b" } … }`.
fn actions(t: &mut Tokens, players: usize) -> Result<Vec<Vec<String>>, Fault> {
    let at = t.span();
    t.open("the strategies")?;
    let mut all = vec![];
    while !t.close() {
        all.push(match t.opens() {
            true => t.texts("the names of strategies")?,
            false => {
                let count = t.count("the number of a player's strategies", 1)?;
                vec![String::new(); count as usize]
            }
        });
    }
    let none = all.iter().any(|a| a.is_empty());
    match all.len() == players && !none {
        true => Ok(all),
        false => Err(fault(
            at,
            format!("here should be the strategies of {players} players, one or more of each"),
        )),
    }
}

/// What each player gets for each combination, the first player's strategy running fastest.
fn payoffs(t: &mut Tokens, players: usize, profiles: usize) -> Result<Vec<Vec<f64>>, Fault> {
    let mut all = vec![];
    if t.opens() {
        t.open("the outcomes")?;
        let mut outcomes = vec![vec![0.0; players]];
        while !t.close() {
            t.open("an outcome")?;
            t.text("the outcome's name")?;
            let row: Result<Vec<f64>, Fault> = (0..players).map(|_| t.number("a payoff")).collect();
            outcomes.push(row?);
            if !t.close() {
                return Err(t.wanted("`}` after the payoffs"));
            }
        }
        for _ in 0..profiles {
            let at = t.span();
            let which = t.count("the number of an outcome", 0)? as usize;
            let Some(row) = outcomes.get(which) else {
                return Err(fault(at, format!("there is no outcome {which}")));
            };
            all.push(row.clone());
        }
    } else {
        for _ in 0..profiles {
            let row: Result<Vec<f64>, Fault> = (0..players).map(|_| t.number("a payoff")).collect();
            all.push(row?);
        }
    }
    match t.peek() {
        None => Ok(all),
        Some(Word::Number(_)) => Err(fault(t.span(), "more numbers than there are combinations")),
        Some(_) => Err(t.wanted("the end of the file")),
    }
}

/// The tree, level by level: player i's nodes are one information set.
fn grow(
    mut tree: Tree,
    actions: Vec<Vec<String>>,
    payoffs: &[Vec<f64>],
    span: crate::source::Span,
) -> Tree {
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
                payoff: vec![],
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
            payoff: payoffs[at].clone(),
            span,
        });
    }
    tree
}
