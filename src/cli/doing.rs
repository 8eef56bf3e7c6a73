//! Who does what at a position, by name: what `solve`, `explain` and `trace` tell.

use crate::game::{Beliefs, CHOICES, Game, Joint, Mover, Template};
use crate::scenario::Scenario;
use crate::solve::View;
use crate::study::request::role_id;
use indexmap::IndexMap;

/// The probability of each move of position `p`, by its option's id, for those drawn as `drawn`.
pub(super) fn strategy(game: &Game, p: usize, view: &View, drawn: usize) -> IndexMap<String, f64> {
    let s = &game.structure;
    let k = s.turn_of(p);
    let turn = &s.turns[k];
    s.moves_of(p)
        .zip(view.moves(k, p, drawn))
        .map(|(m, share)| (turn.option_id(s.option[m]), share))
        .collect()
}

/// What each actor who moves at once with others does: its role, and the open options' ids.
pub(super) fn at_once(
    game: &Game,
    p: usize,
    view: &View,
    joint: &Joint,
) -> Vec<(usize, IndexMap<String, f64>)> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let mut cell = s.cells[p] as usize;
    let mut all = vec![];
    let open = joint.open(&s.option[s.moves_of(p)]);
    for ((i, options), open) in joint.actors.iter().zip(&joint.options).zip(open) {
        for role in beliefs.roles(*i) {
            let drawn = layout.swap(k, 0, *i, role - beliefs.first[*i], beliefs);
            let shares = open
                .iter()
                .enumerate()
                .map(|(n, o)| (options[*o].0.clone(), view.cell(k, cell + n, drawn)));
            all.push((role, shares.collect()));
        }
        cell += open.len();
    }
    all
}

/// Who does what at position `p`: an actor's or chance's options; at a vote what becomes of the
/// drafts, then how each member votes. By type where who moves has types.
pub(super) fn strategies(
    scenario: &Scenario,
    game: &Game,
    p: usize,
    view: &View,
) -> IndexMap<String, IndexMap<String, f64>> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let turn = &s.turns[k];
    match &turn.mover {
        Mover::Actor(i) => beliefs
            .roles(*i)
            .map(|role| {
                let kind = role - beliefs.first[*i];
                let all = strategy(game, p, view, kind);
                (role_id(scenario, beliefs, role), all)
            })
            .collect(),
        Mover::Joint(joint) => at_once(game, p, view, joint)
            .into_iter()
            .map(|(role, all)| (role_id(scenario, beliefs, role), all))
            .collect(),
        Mover::Chance => IndexMap::from([("chance".to_string(), strategy(game, p, view, 0))]),
        Mover::Vote(template) => {
            let mut strategies = IndexMap::new();
            for drawn in 0..layout.kinds[k] {
                let types: Vec<String> = layout.cast[k]
                    .iter()
                    .map(|i| {
                        let kind = layout.kind_of(k, drawn, *i, beliefs);
                        beliefs.names[beliefs.first[*i] + kind].0.clone()
                    })
                    .collect();
                let tail = if types.is_empty() {
                    String::new()
                } else {
                    format!(".{}", types.join("."))
                };
                strategies.insert(format!("{}{tail}", turn.id), strategy(game, p, view, drawn));
                for (member, votes) in votes(game, p, template, view, drawn) {
                    let kind = layout.kind_of(k, drawn, member, beliefs);
                    let role = beliefs.first[member] + kind;
                    strategies
                        .entry(role_id(scenario, beliefs, role))
                        .or_insert(votes);
                }
            }
            strategies
        }
    }
}

/// How each member votes on each draft that may be called at `p`: the average over the calls it may
/// come to, as often as it does once the draft is called.
fn votes(
    game: &Game,
    p: usize,
    template: &Template,
    view: &View,
    drawn: usize,
) -> Vec<(usize, IndexMap<String, f64>)> {
    let s = &game.structure;
    let k = s.turn_of(p);
    let mut all: Vec<_> = template
        .members
        .iter()
        .map(|m| (*m, IndexMap::new()))
        .collect();
    for call in s.roll_calls(p, template) {
        let draft = &template.drafts[call.draft].0;
        let cells: Vec<f64> = call.cells.map(|c| view.cell(k, c, drawn)).collect();
        let reach = template.reach(&cells);
        for (c, call) in template.calls.iter().enumerate() {
            for (choice, word) in ["yes", "no", "abstain"].iter().enumerate() {
                if call.next[choice].is_some() {
                    let name = format!("{draft}.{word}");
                    let sum: &mut f64 = all[call.member].1.entry(name).or_insert(0.0);
                    *sum += reach[c] * cells[c * CHOICES + choice];
                }
            }
        }
    }
    all
}

/// What all believe of each actor with types.
pub(super) fn believed(
    scenario: &Scenario,
    beliefs: &Beliefs,
    at: &[f64],
) -> IndexMap<String, IndexMap<String, f64>> {
    (0..beliefs.actors())
        .filter(|i| beliefs.kinds(*i) > 1)
        .map(|i| {
            let names = beliefs.roles(i).map(|r| beliefs.names[r].0.clone());
            let all = names.zip(beliefs.probabilities(i, at));
            (scenario.actors[i].name.id.clone(), all.collect())
        })
        .collect()
}
