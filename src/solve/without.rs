//! What is left of a solution when an option is taken away and nobody answers: its probability goes
//! to its owner's other open options in proportion (model.md, section 7: the mechanical part).

use super::{Layer, Solution};
use crate::game::{Game, Mover, Voted};
use std::ops::Range;

impl Solution {
    /// The solution without the options, or the drafts, `gone` of their turn
    /// of turn `k`; of actors who move at once, without those of `party`.
    pub fn without(&self, game: &Game, k: usize, party: usize, gone: Range<usize>) -> Solution {
        let mut solution = self.clone();
        for layer in &mut solution.layers {
            drop_options(layer, game, k, party, &gone);
        }
        solution
    }
}

fn drop_options(layer: &mut Layer, game: &Game, k: usize, party: usize, gone: &Range<usize>) {
    let (s, layout) = (&game.structure, &game.layout);
    let wide = layout.wide(k);
    for p in s.steps[k] as usize..s.steps[k + 1] as usize {
        let moves = s.moves_of(p);
        let taken = |m: usize| match &s.turns[k].mover {
            Mover::Joint(joint) => gone.contains(&joint.picks(s.option[m])[party]),
            Mover::Vote(_) => {
                let draft = Voted::of(s.option[m]).draft();
                draft.is_some_and(|draft| gone.contains(&draft))
            }
            _ => gone.contains(&(s.option[m] as usize)),
        };
        let own: Vec<usize> = moves.clone().filter(|m| taken(*m)).collect();
        if own.is_empty() || own.len() == moves.len() {
            continue;
        }
        for j in 0..wide {
            let at = |m: usize| layout.weight(k, m) + j;
            let lost: f64 = own.iter().map(|m| layer.weights[at(*m)]).sum();
            let rest = 1.0 - lost;
            let others = moves.len() - own.len();
            for m in moves.clone() {
                let weight = &mut layer.weights[at(m)];
                *weight = match taken(m) {
                    true => 0.0,
                    // what was all that was done leaves no proportion
                    false if rest < 1e-12 => 1.0 / others as f64,
                    false => *weight / rest,
                };
            }
        }
        if let Mover::Joint(joint) = &s.turns[k].mover {
            let open = joint.open(&s.option[moves]);
            let first: usize = open[..party].iter().map(Vec::len).sum();
            let cells = s.cells[p] as usize + first;
            for j in 0..wide {
                let at = |c: usize| layout.cell(k, cells + c) + j;
                let own = open[party].iter().enumerate();
                let lost = own.clone().filter(|(_, o)| gone.contains(o));
                let rest = 1.0 - lost.clone().map(|(c, _)| layer.cells[at(c)]).sum::<f64>();
                let others = open[party].len() - lost.count();
                for (c, o) in own {
                    let share = &mut layer.cells[at(c)];
                    *share = match gone.contains(o) {
                        true => 0.0,
                        false if rest < 1e-12 => 1.0 / others as f64,
                        false => *share / rest,
                    };
                }
            }
        }
    }
}
