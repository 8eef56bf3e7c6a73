//! Writing what was learnt of numbers as a variant of a scenario.

use super::output::put;
use crate::scenario::Scenario;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

/// A number as it was learnt: the parameter, its value, and its range if it is known.
pub(super) type Number = (usize, f64, Option<[f64; 2]>);

/// Writes a variant of the scenario that `base` names to `file`. Gives back the line that tells of it.
pub(super) fn write(
    file: &Path,
    base: &str,
    about: &str,
    scenario: &Scenario,
    numbers: &[Number],
) -> Result<String> {
    let base = base.replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = format!("# {about}\nextends = \"{base}\"\n\n[parameters]\n");
    for (parameter, value, range) in numbers {
        let id = &scenario.parameters[*parameter].name.id;
        let _ = match range {
            Some([low, high]) => writeln!(
                text,
                "{id} = {{ value = {value:?}, range = [{low:?}, {high:?}], distribution = \"uniform\" }}"
            ),
            None => writeln!(text, "{id} = {value:?}"),
        };
    }
    put(file, &text)?;
    Ok(format!("Variant with these numbers {}\n", file.display()))
}
