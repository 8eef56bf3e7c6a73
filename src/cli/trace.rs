//! `demarche trace`: one history as a readable story.

use super::args::Trace as Args;
use super::position::strategy;
use super::{Shown, screen};
use crate::game::{CHOICES, Game, Mover, compile};
use crate::report::Head;
use crate::report::terminal::wrap;
use crate::scenario::{Scenario, load};
use crate::simulate::Player;
use crate::solve::Solution;
use crate::study::equilibrium;
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;

#[derive(Serialize)]
struct TraceSummary {
    #[serde(flatten)]
    head: Head,
    history: u64,
    moves: Vec<MoveEntry>,
    outcome: String,
}

#[derive(Serialize)]
struct MoveEntry {
    round: usize,
    turn: String,
    /// Null for chance.
    actor: Option<String>,
    option: String,
    probability: f64,
    open: IndexMap<String, f64>,
    /// After the move.
    state: IndexMap<String, String>,
}

/// The command.
pub(super) fn trace(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let game = compile(&scenario, &args.common.limits())?;
    let solution = equilibrium(&scenario, &game, &|_| {})?;
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let player = Player::new(&game, &solution, &actors);
    let screen = screen();
    let mut text = format!(
        "\n{}\nHistory {} of seed {}.\n",
        screen.bold(&scenario.title),
        args.history,
        args.seed
    );
    let mut moves = vec![];
    let mut round = 0;
    let teller = Teller {
        scenario: &scenario,
        game: &game,
        solution: &solution,
    };
    let (end, last) = player.play(args.seed, args.history, |t, node, taken, cast, next| {
        if t > round {
            round = t;
            let _ = writeln!(text, "\n{}", screen.bold(&scenario.time.label(t)));
        }
        let before = moves.len();
        teller.tell(t, node, taken, cast, next, &mut moves);
        for entry in &moves[before..] {
            for (i, line) in wrap(&teller.sentence(entry), screen.width.saturating_sub(6))
                .iter()
                .enumerate()
            {
                let _ = writeln!(text, "{}{line}", if i == 0 { "  " } else { "      " });
            }
        }
    });
    let outcome = &scenario.outcomes[game.structure.outcome(end)].name;
    let _ = writeln!(
        text,
        "\nIt ends as: {} ({}).",
        outcome.label,
        scenario.time.label(last)
    );
    let mut head = Head::new("trace", Some(&scenario));
    head.seed = Some(args.seed);
    let summary = TraceSummary {
        head,
        history: args.history,
        moves,
        outcome: outcome.id.clone(),
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
    })
}

struct Teller<'a> {
    scenario: &'a Scenario,
    game: &'a Game,
    solution: &'a Solution,
}

impl Teller<'_> {
    fn state(&self, node: usize) -> IndexMap<String, String> {
        let levels = self.game.structure.levels(node);
        let all = self.scenario.variables.iter().zip(levels);
        all.map(|(v, l)| (v.name.id.clone(), v.level(l as usize)))
            .collect()
    }

    fn tell(
        &self,
        round: usize,
        node: usize,
        taken: usize,
        cast: &[usize],
        next: usize,
        moves: &mut Vec<MoveEntry>,
    ) {
        let s = &self.game.structure;
        let layer = self.solution.layer(round, 0);
        let k = s.turn_of(node);
        let turn = &s.turns[k];
        let actor = |i: usize| Some(self.scenario.actors[i].name.id.clone());
        let entry = |actor, option: String, open: IndexMap<String, f64>, state| MoveEntry {
            round,
            turn: turn.id.clone(),
            actor,
            probability: open.get(&option).copied().unwrap_or(1.0),
            option,
            open,
            state,
        };
        let Mover::Vote(template) = &turn.mover else {
            let open = strategy(s, node, &layer.weights);
            let who = match turn.mover {
                Mover::Actor(i) => actor(i),
                _ => None,
            };
            moves.push(entry(
                who,
                turn.options[s.option[taken] as usize].0.clone(),
                open,
                self.state(next),
            ));
            return;
        };
        let before = self.state(node);
        let m0 = s.moves[node] as usize;
        let mut open: IndexMap<String, f64> = IndexMap::new();
        if s.option[m0] == 0 {
            open.insert("none".into(), layer.weights[m0]);
        }
        let mut called = None;
        for (cells, pass) in s.roll_calls(node, template) {
            let draft = &template.drafts[(s.option[pass] as usize - 1) / 2].0;
            open.insert(draft.clone(), layer.weights[pass] + layer.weights[pass + 1]);
            if taken == pass || taken == pass + 1 {
                called = Some((cells, draft.clone()));
            }
        }
        let picked = called
            .as_ref()
            .map_or("none".to_string(), |(_, d)| d.clone());
        if let Some(proposer) = template.proposer {
            moves.push(entry(actor(proposer), picked, open, before.clone()));
        }
        let Some((cells, draft)) = called else { return };
        for cell in cast.iter().map(|c| c - cells.start) {
            let Some(call) = template.calls.get(cell / CHOICES) else {
                break;
            };
            if template.proposer == Some(template.members[call.member]) {
                continue;
            }
            let names = ["yes", "no", "abstain"];
            let open = (0..CHOICES)
                .filter(|c| call.next[*c].is_some())
                .map(|c| {
                    (
                        format!("{draft}.{}", names[c]),
                        layer.cells[cells.start + cell / CHOICES * CHOICES + c],
                    )
                })
                .collect();
            let option = format!("{draft}.{}", names[cell % CHOICES]);
            moves.push(entry(
                actor(template.members[call.member]),
                option,
                open,
                before.clone(),
            ));
        }
        let id = turn.options[s.option[taken] as usize].0.clone();
        let open = IndexMap::from([(id.clone(), 1.0)]);
        moves.push(entry(None, id, open, self.state(next)));
    }

    fn sentence(&self, entry: &MoveEntry) -> String {
        let turn = self
            .game
            .structure
            .turns
            .iter()
            .find(|t| t.id == entry.turn);
        let label = |id: &str| {
            let options = turn.map_or(&[][..], |t| &t.options);
            let own = options
                .iter()
                .find(|(o, _)| o == id)
                .map(|(_, label)| label.clone());
            let drafts = match turn.map(|t| &t.mover) {
                Some(Mover::Vote(template)) => template.drafts.as_slice(),
                _ => &[],
            };
            let draft = |id: &str| {
                let found = drafts.iter().find(|d| d.0 == id);
                found.map_or(id.to_string(), |d| d.1.clone())
            };
            own.unwrap_or_else(|| match id.rsplit_once('.') {
                Some((id, vote)) => format!("{vote} on {}", draft(id)),
                None => format!("call a vote on {}", draft(id)),
            })
        };
        let who = match &entry.actor {
            Some(id) => {
                let actor = self.scenario.actors.iter().find(|a| a.name.id == *id);
                actor.map_or(id.clone(), |a| a.name.label.clone())
            }
            None => turn.map_or(String::new(), |t| t.label.clone()),
        };
        let mut others: Vec<(&String, &f64)> = entry
            .open
            .iter()
            .filter(|(o, p)| **o != entry.option && **p >= 0.005)
            .collect();
        others.sort_by(|a, b| b.1.total_cmp(a.1));
        let others: Vec<String> = others
            .iter()
            .map(|(o, p)| format!("{} {:.0} %", label(o), 100.0 * **p))
            .collect();
        let chance = if entry.open.len() > 1 {
            format!(" ({:.0} %)", 100.0 * entry.probability)
        } else {
            String::new()
        };
        let rest = if others.is_empty() {
            String::new()
        } else {
            format!("; also open: {}", others.join(", "))
        };
        format!("{who}: {}{chance}{rest}", label(&entry.option))
    }
}
