//! What the writer of a scenario should know although it is no error: options that are never open,
//! twins among options, outcomes and levels that are never reached, measures that cannot vary, and
//! actors whose choices are all coin tosses or all best replies.

use super::at_nodes;
use crate::diagnostics::Diagnostic;
use crate::forecast::{Occupancy, usual_beliefs};
use crate::game::{Decider, Finish, Game, Mover, Node, Place, Played, Position, Turn};
use crate::language::VariableKind;
use crate::scenario::{Choice, Scenario, TurnKind};
use crate::solve::{Solution, View};
use std::collections::BTreeMap;

/// λ times the loss from taking the second best option instead of the best, over the choices that
/// an actor makes in the reported rounds, weighted by how often it makes them.
#[derive(Clone, Copy, Debug)]
pub struct Sharpness {
    /// Index of the actor.
    pub actor: usize,
    /// Half of its choices are less sharp.
    pub median: f64,
    /// One choice in twenty is sharper.
    pub most: f64,
}

/// Below this median an actor's choices are coin tosses.
const BLUNT: f64 = 0.5;
/// Above it they are best replies.
const SHARP: f64 = 20.0;
/// A probability below this has no logarithm to speak of.
const TINY: f64 = 1e-300;

/// Warnings from the compiled game.
pub fn warnings(scenario: &Scenario, game: &Game) -> Vec<Diagnostic> {
    let mut all = vec![];
    let choices = |k: usize| match &scenario.turns[k].kind {
        TurnKind::Actor(_, all) | TurnKind::Chance(all) => all.as_slice(),
        TurnKind::Vote(vote) => vote.drafts.as_slice(),
        TurnKind::Joint(_) => &[],
    };
    for k in game.structure.all_turns() {
        all.extend(closed(scenario, game, k));
        if matches!(game.structure.turn(k).mover, Mover::Joint(_)) {
            continue; // its moves are profiles of options
        }
        let (open, twins) = moves(game, k);
        let own = choices(k.get());
        let of = |option: usize| choice_of(game, k, option, own);
        for choice in own {
            let ever = open
                .iter()
                .any(|o| of(*o).is_some_and(|c| c.name.id == choice.name.id));
            if !ever {
                all.push(never_open(choice));
            }
        }
        for ((a, b), count) in twins {
            let options = &game.structure.turn(k).options;
            let Some(choice) = of(b) else { continue };
            let message = format!(
                "`{}` and `{}` do the same at the same cost in {count} positions",
                options[a].0, options[b].0
            );
            let help = "together, twins are chosen twice as often as one of them would be: close one with `when`";
            all.push(Diagnostic::warning(choice.name.span, message).help(help));
        }
    }
    let s = &game.structure;
    for (o, outcome) in scenario.outcomes.iter().enumerate() {
        let reached = |finish: Finish| s.outcome(finish) == o;
        // The last outcome, which holds where no other does, may well be a mere precaution.
        if outcome.when.is_some() && !s.finishes().any(reached) {
            let message = format!("the outcome `{}` is never reached", outcome.name.id);
            let help =
                "its `when` holds in no reachable state, or an earlier outcome holds there too";
            all.push(Diagnostic::warning(outcome.name.span, message).help(help));
        }
    }
    all.extend(levels(scenario, game));
    for measure in &scenario.measures {
        let values = at_nodes(scenario, game, &measure.expr);
        let rows = values.rows().iter();
        let ends: Vec<f64> = rows
            .flat_map(|row| row[s.positions().len()..].iter().copied())
            .collect();
        let first = ends[0];
        if ends.iter().all(|v| *v == first) {
            let message = format!("the measure `{}` cannot vary", measure.name.id);
            let help = format!("it is {first} in every state in which a round can end");
            all.push(Diagnostic::warning(measure.name.span, message).help(help));
        }
    }
    // A variant may well leave idle what the file that it extends declares.
    all.retain(|w| w.span.is_some_and(|s| s.file == 0));
    all
}

/// Options never open of those who move at once.
fn closed(scenario: &Scenario, game: &Game, k: Turn) -> Vec<Diagnostic> {
    let (TurnKind::Joint(all), Mover::Joint(joint)) =
        (&scenario.turns[k.get()].kind, &game.structure.turn(k).mover)
    else {
        return vec![];
    };
    let s = &game.structure;
    let mut ever = vec![std::collections::BTreeSet::new(); all.len()];
    for p in s.positions_of(k) {
        for (j, open) in s.open(p).iter().enumerate() {
            let ids = open.iter().map(|o| joint.options[j][*o].0.as_str());
            ever[j].extend(ids.map(|id| id.split('.').next().unwrap_or(id)));
        }
    }
    let mut found = vec![];
    for ((_, choices), ever) in all.iter().zip(&ever) {
        for choice in choices
            .iter()
            .filter(|c| !ever.contains(c.name.id.as_str()))
        {
            found.push(never_open(choice));
        }
    }
    found
}

fn never_open(choice: &Choice) -> Diagnostic {
    let message = format!("`{}` is never open", choice.name.id);
    let help = "its `when` holds in no reachable state";
    Diagnostic::warning(choice.name.span, message).help(help)
}

/// The choice of the file that an option of a compiled turn comes from.
fn choice_of<'a>(game: &Game, k: Turn, option: usize, all: &'a [Choice]) -> Option<&'a Choice> {
    let id = &game.structure.turn(k).options[option].0;
    let stem = id.split('.').next().unwrap_or(id);
    all.iter().find(|c| c.name.id == stem)
}

/// The options of turn `k` that are open anywhere, and the pairs that lead to the same node at the
/// same payment, with the number of positions.
fn moves(game: &Game, k: Turn) -> (Vec<usize>, BTreeMap<(usize, usize), usize>) {
    let s = &game.structure;
    let mut open = vec![false; s.turn(k).options.len()];
    let mut twins = BTreeMap::new();
    // options of a hidden turn differ in what nobody sees
    let twin = matches!(s.turn(k).mover, Mover::Actor(_)) && s.turn(k).hidden.is_none();
    let mut seen: Vec<(Node, usize, usize)> = vec![];
    for p in s.positions_of(k) {
        seen.clear();
        for m in s.moves_of(p) {
            let option = match s.played(k, m) {
                Played::Option(option) => option,
                Played::Vote(voted) => voted.option() as usize,
                Played::Profile(_) => continue,
            };
            open[option] = true;
            seen.push((s.next(m), game.payments.row(m), option));
        }
        if twin {
            seen.sort_unstable();
            for pair in seen
                .windows(2)
                .filter(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1))
            {
                *twins.entry((pair[0].2, pair[1].2)).or_insert(0) += 1;
            }
        }
    }
    let open = (0..open.len()).filter(|o| open[*o]).collect();
    (open, twins)
}

/// Named levels that no reached state has.
fn levels(scenario: &Scenario, game: &Game) -> Vec<Diagnostic> {
    let s = &game.structure;
    let mut seen: Vec<Vec<bool>> = s.radix.iter().map(|n| vec![false; *n]).collect();
    for node in s.nodes() {
        for (v, level) in s.levels(node).into_iter().enumerate() {
            seen[v][level as usize] = true;
        }
    }
    let mut all = vec![];
    for (variable, seen) in scenario.variables.iter().zip(&seen) {
        let never: Vec<String> = (0..seen.len())
            .filter(|l| !seen[*l])
            .map(|l| variable.level(l))
            .collect();
        if never.is_empty() || matches!(variable.kind, VariableKind::Numbered(_)) {
            continue;
        }
        let message = format!("{} is never {}", variable.name.id, never.join(" or "));
        let help = "nothing that can happen sets it to this";
        all.push(Diagnostic::warning(variable.name.span, message).help(help));
    }
    all
}

/// How sharp each actor's choices are; none for actors that never choose, or choose exactly.
/// `occupancies` are given for all that actors [can be](Game::who); strategies are read at the priors, or, where types change, at what is believed on average.
pub fn sharpness(game: &Game, solution: &Solution, occupancies: &[Occupancy]) -> Vec<Sharpness> {
    let mut gaps: Vec<Vec<(f64, f64)>> = vec![vec![]; game.payments.actors];
    for (who, occupancy) in game.who().zip(occupancies) {
        let chance = game.beliefs.chance(who.drawn);
        let types = game.beliefs.types(who.now);
        let held = |p: Position, t: usize| usual_beliefs(game, occupancies, t, &[p]);
        let add = &mut |actor: usize, probabilities: &mut Vec<f64>, weight: f64| {
            probabilities.sort_by(|a, b| b.total_cmp(a));
            if let [best, second, ..] = &probabilities[..] {
                let gap = libm::log(best / second.max(TINY));
                gaps[actor].push((gap, chance * weight));
            }
        };
        choices_of(game, solution, (occupancy, &held), &types, add);
    }
    let of = |(actor, gaps): (usize, &mut Vec<(f64, f64)>)| {
        gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let exact = game.payments.precision[game.beliefs.role(actor, 0)].is_infinite();
        (!gaps.is_empty() && !exact).then(|| Sharpness {
            actor,
            median: quantile(gaps, 0.5),
            most: quantile(gaps, 0.95),
        })
    };
    gaps.iter_mut().enumerate().filter_map(of).collect()
}

/// Tells `add` of every choice that actors of these types come to make: whose it is, the
/// probabilities, how often.
fn choices_of(
    game: &Game,
    solution: &Solution,
    (occupancy, held): (&Occupancy, &dyn Fn(Position, usize) -> Vec<f64>),
    types: &[usize],
    add: &mut impl FnMut(usize, &mut Vec<f64>, f64),
) {
    let s = &game.structure;
    let beliefs = &game.beliefs;
    let priors = beliefs.coordinates(beliefs.start);
    let view = |t: usize| solution.view(game, t + 1, &priors);
    let views: Vec<View> = (0..game.rounds).map(view).collect();
    for p in s.positions() {
        let k = s.turn_of(p);
        let types = game.layout.movers_of(k, types);
        let moves = s.moves_of(p);
        let mut decisions = None;
        for (t, view) in views.iter().enumerate() {
            let (taken, cast) = (&occupancy.taken[t], &occupancy.cast[t]);
            let here: f64 = taken[moves.range()].iter().sum();
            if here <= 0.0 {
                continue;
            }
            let usual;
            let view = match game.changes.any() {
                true => {
                    usual = solution.view(game, t + 1, &held(p, t + 1));
                    &usual
                }
                false => view,
            };
            let weights = view.moves(p, types);
            let of = |m| moves.place(m).map_or(0.0, |n| weights[n]);
            for decision in decisions.get_or_insert_with(|| s.decisions(p)) {
                let actor = decision.decider.actor();
                let type_ = actor.map_or(0, |i| game.layout.type_of(k, types, i));
                let places = decision.alternatives.iter().map(|a| a.place);
                // a place of chance, or of votes, is closed to nobody
                let places = places.filter(|place| !game.closed.of_place(*place, type_));
                let often = match decision.decider {
                    Decider::Member { .. } => places.clone().map(|c| cast_at(cast, c)).sum(),
                    Decider::Actor(_) | Decider::Party(..) | Decider::Chance => here,
                };
                let share = |place| match place {
                    Place::Cell(c) => view.cell(p, c, types),
                    Place::Move(m) => of(m),
                    Place::Either(a, b) => of(a) + of(b),
                };
                if let Some(actor) = actor.filter(|_| often > 0.0) {
                    add(actor, &mut places.map(share).collect(), often);
                }
            }
        }
    }
}

/// How often a member's choice is made; nothing else is cast.
fn cast_at(cast: &[f64], place: Place) -> f64 {
    match place {
        Place::Cell(c) => cast[c.get()],
        Place::Move(_) | Place::Either(..) => 0.0,
    }
}

/// The quantile of sorted, weighted values.
fn quantile(sorted: &[(f64, f64)], share: f64) -> f64 {
    let whole: f64 = sorted.iter().map(|g| g.1).sum();
    let mut sum = 0.0;
    for (value, weight) in sorted {
        sum += weight;
        if sum >= share * whole {
            return *value;
        }
    }
    sorted[sorted.len() - 1].0
}

/// Warnings about actors whose precision does not fit their payoffs.
pub fn blunt_or_sharp(scenario: &Scenario, all: &[Sharpness]) -> Vec<Diagnostic> {
    let warn = |s: &Sharpness| {
        let name = &scenario.actors[s.actor].name;
        let (what, help) = match s.median {
            x if x < BLUNT => (
                "tosses a coin at most of its choices",
                "it hardly distinguishes its options: raise its precision, or the weights of its payoffs",
            ),
            x if x > SHARP => (
                "hardly ever errs",
                "its precision is high for its payoffs; an error that costs 1 is e^-precision as likely",
            ),
            _ => return None,
        };
        let message = format!(
            "{} {what}: λ × gap is {:.2} in the median",
            name.id, s.median
        );
        Some(Diagnostic::warning(name.span, message).help(help))
    };
    all.iter().filter_map(warn).collect()
}
