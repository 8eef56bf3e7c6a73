//! `run --rows`: every history as a table, one row for each round.

use super::{Cell, Kind, Table};
use crate::simulate::{Record, records};
use crate::study::Run;
use rayon::prelude::*;

/// Histories worked out at a time.
const BATCH: usize = 8192;

/// One row for each history and round: the true type of each actor that has several, what was done
/// at each turn, every state variable at the end of the round, and how the history ends.
pub fn table(run: &Run, seed: u64) -> Table<'_> {
    let (scenario, game) = (&run.scenario, &run.game);
    let (s, beliefs) = (&game.structure, &game.beliefs);
    let typed: Vec<usize> = (0..beliefs.actors())
        .filter(|i| beliefs.type_count(*i) > 1)
        .collect();
    let words = |name: String| (name, Kind::Words);
    let mut headings = vec![
        ("history".to_string(), Kind::Whole),
        ("round".to_string(), Kind::Whole),
    ];
    let types = typed.iter().map(|i| &scenario.actors[*i].name.id);
    headings.extend(types.map(|id| words(format!("type_{id}"))));
    headings.extend(s.turns.iter().map(|t| words(format!("turn_{}", t.id))));
    for variable in &scenario.variables {
        let kind = if variable.numbered() {
            Kind::Numbers
        } else {
            Kind::Words
        };
        headings.push((variable.name.id.clone(), kind));
    }
    headings.push(words("outcome".to_string()));
    Table::long("histories", headings, move |sink| {
        let values: Vec<Vec<f64>> = scenario.variables.iter().map(|v| v.values()).collect();
        let row = |k: usize, record: &Record| -> Vec<Cell> {
            let mut row = vec![Cell::from(k), Cell::from(record.round)];
            let types = beliefs.types(run.simulation.who(k, record.round - 1));
            let kinds = typed.iter().map(|i| beliefs.role(*i, types[*i]));
            row.extend(kinds.map(|role| Cell::from(&beliefs.names[role].0)));
            let did = record.taken.iter().zip(s.all_turns());
            row.extend(did.map(|(taken, k)| {
                let id = taken.map(|m| s.option_id(k, m));
                Cell::from(id.as_deref())
            }));
            let levels = s.levels(record.node);
            for (v, level) in levels.into_iter().enumerate() {
                let (variable, level) = (&scenario.variables[v], level as usize);
                row.push(if variable.numbered() {
                    values[v][level].into()
                } else {
                    Cell::Word(variable.level(level))
                });
            }
            let outcome = run.simulation.outcomes[k] as usize;
            row.push(Cell::from(&scenario.outcomes[outcome].name.id));
            row
        };
        let histories = run.simulation.histories;
        run.play(|player| {
            for from in (0..histories).step_by(BATCH) {
                let rows = |k: usize| -> Vec<Vec<Cell>> {
                    let all = records(&player, seed, k as u64);
                    all.iter().map(|record| row(k, record)).collect()
                };
                let to = (from + BATCH).min(histories);
                let batch: Vec<Vec<Vec<Cell>>> = (from..to).into_par_iter().map(rows).collect();
                for row in batch.iter().flatten() {
                    sink.row(row)?;
                }
            }
            Ok(())
        })
    })
}
