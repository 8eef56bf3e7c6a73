//! What hidden turns make of types.

use super::super::{Changes, Structure, to_u16};
use super::expressions::{Compiled, CompiledOption};
use crate::diagnostics::Diagnostic;

/// Works out what each move of a hidden turn makes of each type of the actor whose turn it is.
///
/// # Errors
/// A private variable would be set to what is not one of its levels.
pub(super) fn changes(game: &Compiled, s: &Structure) -> Result<Changes, Vec<Diagnostic>> {
    let owners = || game.turns.iter().filter_map(|t| t.hidden);
    let kinds = owners().map(|i| game.beliefs.type_count(i)).max();
    let Some(kinds) = kinds else {
        return Ok(Changes::default());
    };
    let mut changes = Changes::new(kinds, s.all_moves().len());
    let mut faults: Vec<Diagnostic> = vec![];
    for k in s.all_turns() {
        let turn = &game.turns[k.get()];
        let Some(i) = turn.hidden else { continue };
        for p in s.positions_of(k) {
            let mut slots = s.levels(p);
            slots.resize(game.slots(), 0);
            for m in s.moves_of(p) {
                // doing nothing changes nothing
                let Some(option) = turn.options.get(s.option(m)) else {
                    continue;
                };
                for (type_, role) in game.beliefs.roles(i).enumerate() {
                    game.know(role, &mut slots);
                    if !option.open_to(type_, &mut slots) {
                        continue;
                    }
                    match after(game, option, role, &slots) {
                        Ok(to) => changes.change(m, type_, to),
                        Err(fault) if faults.iter().any(|f| f.span == fault.span) => {}
                        Err(fault) => faults.push(fault),
                    }
                }
            }
        }
    }
    match faults.is_empty() {
        true => Ok(changes),
        false => Err(faults),
    }
}

/// The type that `option` makes of `role` in the state of `slots`.
fn after(
    game: &Compiled,
    option: &CompiledOption,
    role: usize,
    slots: &[u16],
) -> Result<usize, Diagnostic> {
    let mut known = game.known[role].clone();
    for (p, code, span) in &option.unseen {
        let private = &game.scenario.private[*p].variable;
        let value = code.at(slots);
        let Some(level) = game.level(private, value) else {
            let name = &private.name.id;
            let message = format!("{name} would be set to {value}, which is not one of its levels");
            let own = slots[game.private_slot(*p)];
            let place = match game.describe(slots).as_str() {
                "" => format!("where {name} = {}", private.level(usize::from(own))),
                state => format!(
                    "where {state}, {name} = {}",
                    private.level(usize::from(own))
                ),
            };
            return Err(Diagnostic::error(*span, message).label(place).help(
                "keep it among its levels with min(…), max(…) or clamp(…), or close the option there with `when`",
            ));
        };
        let slot = game.private_slot(*p);
        let own = known.iter_mut().find(|(s, _)| *s == slot);
        own.expect("who sets it owns it").1 = to_u16(level);
    }
    let actor = game.beliefs.actor(role);
    let same = |r: &usize| game.known[*r] == known;
    let to = game.beliefs.roles(actor).find(same);
    Ok(game
        .beliefs
        .type_of(to.expect("whatever can be set is possible")))
}
