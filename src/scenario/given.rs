//! What is taken as known: the milestones that are settled by the end of a round.

use super::Scenario;
use crate::diagnostics::Failure;

/// Up to when the milestones are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The round at whose end they are, from 1.
    pub round: usize,
    /// As it was written: the number of a round, or a date in it.
    pub written: String,
}

impl Scenario {
    /// Takes the milestones as known that are settled by the end of the round that `written` names, by its number or by a date in
    /// it.
    ///
    /// # Errors
    /// It names no reported round.
    pub(super) fn know(&mut self, written: &str) -> Result<(), Box<Failure>> {
        let round = self.round_named("--given", written)?;
        let written = written.to_string();
        self.given = Some(Given { round, written });
        Ok(())
    }

    /// The round, from 1, that `option` names by its number or by a date in it.
    ///
    /// # Errors
    /// It names no reported round.
    pub fn round_named(&self, option: &str, written: &str) -> Result<usize, Box<Failure>> {
        let rounds = self.time.rounds;
        let refuse = |message: String, help: String| {
            let failure = Failure::general(format!("`{option} {written}`: {message}"), help);
            Err(Box::new(failure))
        };
        let number = written.parse::<i64>().ok();
        let date = written.parse::<jiff::civil::Date>().ok();
        let found = match (number, date) {
            (Some(round), _) => Some(round),
            (None, Some(date)) => self.time.round_of(date),
            (None, None) => {
                return refuse(
                    "that is neither a date nor the number of a round".into(),
                    "write a date as 2006-12-31, or a round as 2".into(),
                );
            }
        };
        let Some(round) = found else {
            return refuse(
                format!(
                    "the scenario has no dates, as its [time] has no `start` or its rounds are {}s",
                    self.time.round
                ),
                format!("give the number of a round, 1 to {rounds}"),
            );
        };
        match usize::try_from(round) {
            Ok(round) if (1..=rounds).contains(&round) => Ok(round),
            Ok(0) | Err(_) => refuse(
                "play has not begun then".into(),
                format!("the first round is {}", self.time.label(1)),
            ),
            Ok(_) => refuse(
                "the scenario does not play that far".into(),
                format!(
                    "the last round is round {rounds}, {}",
                    self.time.label(rounds)
                ),
            ),
        }
    }
}
