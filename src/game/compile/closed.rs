//! Which options are closed to which types of who moves.

use super::super::{Closed, Mover, Structure};
use super::expressions::Compiled;

/// Works out what conditions that read private variables close to whom. Who has nothing else to do does nothing.
pub(super) fn closed(game: &Compiled, s: &Structure) -> Closed {
    let kinds = game.turns.iter().flat_map(|t| &t.options);
    let kinds = kinds.map(|o| o.knowers.len()).max().unwrap_or(0);
    if kinds < 2 {
        return Closed::default();
    }
    let mut closed = Closed::new(kinds, s.all_moves().len(), s.all_cells().len());
    for k in s.all_turns() {
        let turn = &game.turns[k.get()];
        if turn.options.iter().all(|o| o.knowers.is_empty()) {
            continue;
        }
        for p in s.positions_of(k) {
            let mut slots = s.levels(p);
            slots.resize(game.slots(), 0);
            match &turn.mover {
                Mover::Actor(i) => {
                    for type_ in 0..game.beliefs.type_count(*i) {
                        let idle = turn.idle(0, type_, &mut slots);
                        for m in s.moves_of(p) {
                            let option = turn.options.get(s.option(m));
                            if option.map_or(!idle, |o| !o.open_to(type_, &mut slots)) {
                                closed.close_move(m, type_);
                            }
                        }
                    }
                }
                Mover::Joint(joint) => {
                    let open = s.open(p).iter().zip(s.party_cells(p));
                    for (j, (open, cells)) in open.enumerate() {
                        let nothing = joint.options[j].len() - 1;
                        for type_ in 0..game.beliefs.type_count(joint.actors[j]) {
                            let idle = turn.idle(j, type_, &mut slots);
                            for (o, cell) in open.iter().zip(cells.clone()) {
                                let own = &turn.options.get(turn.groups[j] + o);
                                let option = own.filter(|_| *o < nothing);
                                if option.map_or(!idle, |o| !o.open_to(type_, &mut slots)) {
                                    closed.close_cell(cell, type_);
                                }
                            }
                        }
                    }
                }
                Mover::Chance(_) | Mover::Vote(_) => {}
            }
        }
    }
    closed
}
