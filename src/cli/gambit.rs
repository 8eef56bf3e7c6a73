//! `demarche solve FILE.efg` and `.nfg`: a game in one of Gambit's formats.

use super::args::{Common, SolveAll as Args};
use super::{Shown, screen};
use crate::gambit::{Import, load};
use crate::report::screen::{signed, wrap};
use crate::report::{About, CertificateSummary, Head};
use crate::scenario::digest;
use crate::solve::{Stuck, solve as equilibrium, solve_again};
use crate::source::Failure;
use crate::study::sets;
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
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

/// The command.
pub(super) fn solve(args: &Args) -> Result<Shown> {
    let name = args.at.scenario.as_str();
    if let Some(option) = unfit(args) {
        let help = "it takes --precision and --points";
        let message = format!("`{option}` does not go with a game in Gambit's format");
        return Err(Failure::general(message, help).into());
    }
    let text = std::fs::read_to_string(name)
        .map_err(|e| Failure::general(format!("cannot read {name}: {e}"), ""))?;
    let precision = args.precision.unwrap_or(1.0);
    let points = args.points.map_or(POINTS, usize::from);
    let import = load(name, &text, precision, points)?;
    room(&import, &args.at.common)?;
    let solution = equilibrium(&import.game, &|_| {}).map_err(|s| lost(&import, s))?;
    let found = sets(&import, &solution);
    let game = &import.game;
    let grid = match game.beliefs.typed() {
        false => None,
        true => {
            let coarse = load(name, &text, precision, points.div_ceil(2).max(3))?;
            let other = solve_again(&coarse.game, &|_| {}).map_err(|s| lost(&coarse, s))?;
            let other = sets(&coarse, &other);
            let pairs = found.iter().flatten().zip(other.iter().flatten());
            let error = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            Some(Grid { points, error })
        }
    };
    let start = solution.start(game);
    let mut values = IndexMap::new();
    for i in 0..game.beliefs.actors() {
        let player = import.tree.player(i);
        let roles = game.beliefs.roles(i);
        let mean = roles
            .clone()
            .map(|r| game.beliefs.prior[r] * start[r])
            .sum();
        values.insert(player.clone(), mean);
        for role in roles.filter(|_| game.beliefs.kinds(i) > 1) {
            let kind = &game.beliefs.names[role].0;
            values.insert(format!("{player}.{kind}"), start[role]);
        }
    }
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
        values,
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

fn lost(import: &Import, stuck: Stuck) -> Failure {
    let message = match stuck {
        Stuck::Lost(lost) => {
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
        Stuck::Unsettled { .. } => "no equilibrium was found".to_string(),
        Stuck::Overflow { role, .. } => {
            let player = import.tree.player(import.game.beliefs.actor(role));
            let message = format!("what {player} expects is too large for a number");
            return Failure::general(message, "scale the payoffs down");
        }
    };
    Failure::general(message, "take a lower --precision")
}

fn actions(import: &Import, found: &[Vec<f64>]) -> Vec<Action> {
    let mut all = vec![];
    for ((s, _), own) in import.places.iter().zip(found) {
        let set = &import.tree.sets[*s];
        for (a, probability) in own.iter().enumerate() {
            all.push(Action {
                player: import.tree.player(set.player.unwrap_or(0)),
                infoset: called(import, *s),
                action: set.action(a),
                probability: *probability,
            });
        }
    }
    all
}

/// The name of a set, or its number if it has none or shares it with another of its player.
fn called(import: &Import, s: usize) -> String {
    let set = &import.tree.sets[s];
    let same = |o: &&crate::gambit::Set| o.player == set.player && o.label == set.label;
    match set.label.is_empty() || import.tree.sets.iter().filter(same).count() > 1 {
        true => set.number.to_string(),
        false => set.label.clone(),
    }
}

fn tell(summary: &Summary, import: &Import, found: &[Vec<f64>]) -> String {
    let screen = screen();
    let mut text = format!("\n{}\n", screen.bold(&import.tree.title));
    let about = format!(
        "{} players, {} information sets; logit equilibrium at precision {}",
        import.tree.players.len(),
        import.places.len(),
        summary.precision
    );
    for line in wrap(&about, screen.width) {
        let _ = writeln!(text, "{line}");
    }
    for ((s, _), own) in import.places.iter().zip(found) {
        let set = &import.tree.sets[*s];
        let player = import.tree.player(set.player.unwrap_or(0));
        let _ = writeln!(text, "\n  {player}, {}", called(import, *s));
        for (a, p) in own.iter().enumerate() {
            let _ = writeln!(text, "    {:<28} {:>6.2} %", set.action(a), 100.0 * p);
        }
    }
    let values = summary.values.iter();
    let values: Vec<String> = values.map(|(p, v)| format!("{p} {}", signed(*v))).collect();
    text.push('\n');
    for line in wrap(&format!("Expected: {}", values.join(", ")), screen.width) {
        let _ = writeln!(text, "{line}");
    }
    let _ = write!(text, "Residual {:.0e}", summary.certificate.residual);
    if let Some(grid) = &summary.grid {
        let _ = write!(
            text,
            "; {} points of belief, half as many change a probability by {:.0e} at most",
            grid.points, grid.error
        );
    }
    text.push_str(".\n");
    text
}
