//! Who does what at a position, by name: what `solve`, `explain` and `trace` tell.

use crate::game::{Beliefs, CHOICE_NAMES, Game, Joint, Mover, MoverTypes, Position, Template};
use crate::scenario::Scenario;
use crate::solve::View;
use crate::study::request::role_id;
use indexmap::IndexMap;

/// The probability of each move of position `p`, by its option's id, for movers of these types.
pub(super) fn strategy(
    game: &Game,
    p: Position,
    view: &View,
    types: MoverTypes,
) -> IndexMap<String, f64> {
    let s = &game.structure;
    let k = s.turn_of(p);
    s.moves_of(p)
        .zip(view.moves(p, types))
        .map(|(m, share)| (s.option_id(k, m), share))
        .collect()
}

/// What each actor who moves at once with others does: its role, and the open options' ids.
pub(super) fn at_once(
    game: &Game,
    p: Position,
    view: &View,
    joint: &Joint,
) -> Vec<(usize, IndexMap<String, f64>)> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let mut all = vec![];
    let parties = joint.actors.iter().zip(&joint.options);
    let open = s.open(p).iter().zip(s.party_cells(p));
    for ((i, options), (open, cells)) in parties.zip(open) {
        for role in beliefs.roles(*i) {
            let types = layout.alone(k, *i, beliefs.type_of(role));
            let shares = open.iter().zip(cells.clone());
            let shares = shares.map(|(o, c)| (options[*o].0.clone(), view.cell(p, c, types)));
            all.push((role, shares.collect()));
        }
    }
    all
}

/// Who does what at position `p`: an actor's or chance's options; at a vote what becomes of the
/// drafts, then how each member votes. By type where who moves has types.
pub(super) fn strategies(
    scenario: &Scenario,
    game: &Game,
    p: Position,
    view: &View,
) -> IndexMap<String, IndexMap<String, f64>> {
    let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
    let k = s.turn_of(p);
    let turn = s.turn(k);
    match &turn.mover {
        Mover::Actor(i) => beliefs
            .roles(*i)
            .map(|role| {
                let types = layout.alone(k, *i, beliefs.type_of(role));
                (
                    role_id(scenario, beliefs, role),
                    strategy(game, p, view, types),
                )
            })
            .collect(),
        Mover::Joint(joint) => at_once(game, p, view, joint)
            .into_iter()
            .map(|(role, all)| (role_id(scenario, beliefs, role), all))
            .collect(),
        Mover::Chance => {
            let all = strategy(game, p, view, MoverTypes::default());
            IndexMap::from([("chance".to_string(), all)])
        }
        Mover::Vote(template) => {
            let mut strategies = IndexMap::new();
            for types in layout.mover_types(k) {
                let role = |i| beliefs.role(i, layout.type_of(k, types, i));
                let movers = layout.typed_movers(k);
                let names: Vec<&str> = movers.map(|i| beliefs.names[role(i)].0.as_str()).collect();
                let tail = if names.is_empty() {
                    String::new()
                } else {
                    format!(".{}", names.join("."))
                };
                strategies.insert(format!("{}{tail}", turn.id), strategy(game, p, view, types));
                for (member, votes) in votes(game, p, template, view, types) {
                    strategies
                        .entry(role_id(scenario, beliefs, role(member)))
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
    p: Position,
    template: &Template,
    view: &View,
    types: MoverTypes,
) -> Vec<(usize, IndexMap<String, f64>)> {
    let s = &game.structure;
    let members = template.members.iter();
    let mut all: Vec<_> = members.map(|m| (*m, IndexMap::new())).collect();
    for roll in s.roll_calls(p, template) {
        let draft = &template.drafts[roll.draft].0;
        let cells: Vec<f64> = roll.cells.map(|c| view.cell(p, c, types)).collect();
        let reach = template.reach(&cells);
        for (c, call) in template.calls.iter().enumerate() {
            for (choice, _) in call.open() {
                let name = format!("{draft}.{}", CHOICE_NAMES[choice]);
                let sum: &mut f64 = all[call.member].1.entry(name).or_insert(0.0);
                *sum += reach[c] * cells[template.cell(c, choice)];
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
