//! `demarche solve FILE.efg` and `.nfg`: a game in one of Gambit's formats.

use super::args::{Common, SolveAll as Args};
use super::{Shown, screen};
use crate::gambit::{Import, Set, Tree, load, unique};
use crate::report::screen::{paragraph, signed};
use crate::report::{About, CertificateSummary, Head};
use crate::scenario::{digest, format};
use crate::solve::{NoEquilibrium, solve as equilibrium, solve_again};
use crate::source::{Failure, visible};
use crate::study::sets;
use crate::task::Silent;
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Points an axis of the grid of beliefs, unless said otherwise: such games are small.
const POINTS: usize = 81;

#[derive(Serialize)]
struct Summary {
    #[serde(flatten)]
    head: Head,
    certificate: CertificateSummary,
    precision: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    grid: Option<Grid>,
    strategies: Vec<Action>,
    /// Information sets left out, since chance never lets play come to them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreached: Vec<InfoSet>,
    /// What each player expects before play, and each of its types.
    values: IndexMap<String, f64>,
}

/// What the grid of beliefs costs in exactness.
#[derive(Serialize)]
struct Grid {
    points: usize,
    /// The largest change of a probability from half as many points.
    error: f64,
}

#[derive(Serialize)]
struct Action {
    player: String,
    infoset: String,
    action: String,
    probability: f64,
}

#[derive(Serialize)]
struct InfoSet {
    player: String,
    infoset: String,
}

/// The command.
pub(super) fn solve(args: &Args) -> Result<Shown> {
    let name = args.at.scenario.as_str();
    if let Some(option) = unfit(args) {
        let help = "it takes --precision and --points";
        let message = format!("`{option}` does not go with a game in Gambit's format");
        return Err(Failure::general(message, help).into());
    }
    let text = format::text(Path::new(name))
        .map_err(|e| Failure::general(format!("cannot read {name}: {e}"), ""))?;
    let precision = args.precision.unwrap_or(1.0);
    let points = args.points.map_or(POINTS, usize::from);
    let limits = args.at.common.limits();
    let import = load(name, &text, precision, points, &limits)?;
    room(&import, &args.at.common)?;
    let solution = equilibrium(&import.game, &Silent).map_err(|s| lost(&import, s))?;
    let found = sets(&import, &solution);
    let game = &import.game;
    let grid = match game.beliefs.typed() {
        false => None,
        true => {
            let half = points.div_ceil(2).max(3);
            let coarse = load(name, &text, precision, half, &limits)?;
            let other = solve_again(&coarse.game, &Silent).map_err(|s| lost(&coarse, s))?;
            let other = sets(&coarse, &other);
            let pairs = found.iter().flatten().zip(other.iter().flatten());
            let error = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            Some(Grid { points, error })
        }
    };
    let path = Path::new(name);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut head = Head::new("solve", None);
    head.scenario = Some(About {
        id: stem.to_string(),
        title: import.tree.title.clone(),
        digest: digest(&text),
    });
    let summary = Summary {
        head,
        certificate: CertificateSummary::of(&solution),
        precision,
        grid,
        strategies: actions(&import, &found),
        unreached: unreached(&import),
        values: values(&import, &solution.start(game)),
    };
    Ok(Shown {
        text: tell(&summary, &import, &found),
        json: Some(serde_json::to_string_pretty(&summary)?),
        ..Shown::default()
    })
}

/// The first option given that only a scenario can answer.
fn unfit(args: &Args) -> Option<&'static str> {
    let at = &args.at;
    [
        (args.all, "--all"),
        (at.condition.is_some(), "--where"),
        (at.turn.is_some(), "--turn"),
        (at.round != 1, "--round"),
        (!at.belief.is_empty(), "--belief"),
        (!at.common.set.is_empty(), "--set"),
    ]
    .into_iter()
    .find_map(|(given, name)| given.then_some(name))
}

/// An error if the game takes more memory than it may.
fn room(import: &Import, common: &Common) -> Result<()> {
    let game = &import.game;
    let layers = 1 + crate::solve::LONGER.len();
    let bytes = game
        .layout
        .bytes(&game.structure, game.beliefs.prior.len(), layers);
    if bytes <= common.limits().memory {
        return Ok(());
    }
    let message = format!(
        "the game and its solution take {} MB, more than --memory {}",
        bytes >> 20,
        common.memory
    );
    Err(Failure::general(message, "allow more with --memory, or take fewer --points").into())
}

fn lost(import: &Import, stuck: NoEquilibrium) -> Failure {
    let message = match stuck {
        NoEquilibrium::Lost(lost) => {
            let set = import
                .places
                .iter()
                .find(|(_, p)| p.position == lost.position);
            let set = set.map_or(String::new(), |(s, _)| import.tree.name(*s));
            format!(
                "no equilibrium was found at {set}: its branch was lost at {:.0} % of the \
                 precision wanted, residual {:.1e}",
                100.0 * lost.share,
                lost.residual
            )
        }
        NoEquilibrium::Unsettled { .. } => "no equilibrium was found".to_string(),
        NoEquilibrium::Cancelled => "the work was cancelled".to_string(),
        NoEquilibrium::Overflow { role, .. } => {
            let player = &import.tree.players[import.game.beliefs.actor(role)];
            let message = format!("what {player} expects is too large for a number");
            return Failure::general(message, "scale the payoffs down");
        }
    };
    Failure::general(
        message,
        "take a lower --precision, or count payoffs in larger units",
    )
}

/// What each player expects, and each of its types.
fn values(import: &Import, start: &[f64]) -> IndexMap<String, f64> {
    let beliefs = &import.game.beliefs;
    let (mut names, mut values) = (vec![], vec![]);
    for (i, player) in import.tree.players.iter().enumerate() {
        let roles = beliefs.roles(i);
        names.push(player.clone());
        values.push(roles.clone().map(|r| beliefs.prior[r] * start[r]).sum());
        for role in roles.filter(|_| beliefs.kinds(i) > 1) {
            names.push(format!("{player}.{}", beliefs.names[role].0));
            values.push(start[role]);
        }
    }
    // a player may be called as another's type is here
    unique(&mut names);
    names.into_iter().zip(values).collect()
}

/// The players' information sets that the solution has no strategy for.
fn unreached(import: &Import) -> Vec<InfoSet> {
    let names = called(&import.tree);
    let reached: BTreeSet<usize> = import.places.iter().map(|(s, _)| *s).collect();
    let sets = import.tree.sets.iter().enumerate();
    sets.filter(|(s, _)| !reached.contains(s))
        .filter_map(|(s, set)| {
            Some(InfoSet {
                player: import.tree.players[set.player?].clone(),
                infoset: names[s].clone(),
            })
        })
        .collect()
}

fn actions(import: &Import, found: &[Vec<f64>]) -> Vec<Action> {
    let names = called(&import.tree);
    let mut all = vec![];
    for ((s, _), own) in import.places.iter().zip(found) {
        let set = &import.tree.sets[*s];
        for (action, probability) in set.actions.iter().zip(own) {
            all.push(Action {
                player: owner(import, *s).to_string(),
                infoset: names[*s].clone(),
                action: action.clone(),
                probability: *probability,
            });
        }
    }
    all
}

/// The player whose set this is.
fn owner(import: &Import, s: usize) -> &str {
    let player = import.tree.sets[s].player;
    player.map_or("", |i| &import.tree.players[i])
}

/// What each set is called: its name, or its number if it has no name or one that could mean
/// another set of its player.
fn called(tree: &Tree) -> Vec<String> {
    let mut meant: BTreeMap<(Option<usize>, String), BTreeSet<usize>> = BTreeMap::new();
    for (s, set) in tree.sets.iter().enumerate() {
        for name in [set.label.clone(), set.number.to_string()] {
            meant.entry((set.player, name)).or_default().insert(s);
        }
    }
    let name = |set: &Set| {
        let sets = meant.get(&(set.player, set.label.clone()));
        match set.label.is_empty() || sets.is_some_and(|s| s.len() > 1) {
            true => set.number.to_string(),
            false => set.label.clone(),
        }
    };
    tree.sets.iter().map(name).collect()
}

fn tell(summary: &Summary, import: &Import, found: &[Vec<f64>]) -> String {
    let screen = screen();
    let mut text = format!("\n{}\n", screen.bold(&visible(&import.tree.title)));
    let about = format!(
        "{} players, {} information sets; logit equilibrium at precision {}",
        import.tree.players.len(),
        import.places.len(),
        summary.precision
    );
    paragraph(&mut text, &about, screen.width);
    let names = called(&import.tree);
    for ((s, _), own) in import.places.iter().zip(found) {
        let actions = &import.tree.sets[*s].actions;
        let (owner, name) = (visible(owner(import, *s)), visible(&names[*s]));
        let _ = writeln!(text, "\n  {owner}, {name}");
        for (action, p) in actions.iter().zip(own) {
            let action = visible(action);
            let _ = writeln!(text, "    {action:<28} {:>6.2} %", 100.0 * p);
        }
    }
    if !summary.unreached.is_empty() {
        let sets = summary.unreached.iter();
        let sets: Vec<String> = sets
            .map(|s| format!("{}, {}", s.player, s.infoset))
            .collect();
        let line = format!(
            "Chance never lets play reach: {}",
            visible(&sets.join("; "))
        );
        text.push('\n');
        paragraph(&mut text, &line, screen.width);
    }
    let values = summary.values.iter();
    let values: Vec<String> = values.map(|(p, v)| format!("{p} {}", signed(*v))).collect();
    text.push('\n');
    let line = format!("Expected: {}", visible(&values.join(", ")));
    paragraph(&mut text, &line, screen.width);
    let _ = write!(text, "Residual {:.0e}", summary.certificate.residual);
    if let Some(grid) = &summary.grid {
        let _ = write!(
            text,
            "; {} points of belief, half as many change a probability by {:.0e} at most",
            grid.points, grid.error
        );
    }
    text.push_str(".\n");
    if let Some(warning) = summary.certificate.warning() {
        paragraph(&mut text, &warning, screen.width);
    }
    text
}
