//! Actors who move at once: the only place that knows how their profiles are numbered.

use super::number;

/// Actors who move at once. A move is a profile: an option of each.
#[derive(Clone, Debug)]
pub struct Joint {
    /// Who they are.
    pub actors: Vec<usize>,
    /// Id and label of each one's options; the last is `nothing`, where none is open.
    pub options: Vec<Vec<(String, String)>>,
}

impl Joint {
    /// The option of each actor in the profile of this number.
    pub fn picks(&self, profile: u32) -> Vec<usize> {
        let mut rest = profile as usize;
        let mut picks = vec![0; self.actors.len()];
        for (pick, options) in picks.iter_mut().zip(&self.options).rev() {
            *pick = rest % options.len();
            rest /= options.len();
        }
        picks
    }

    /// The profile in which each actor takes this option.
    pub fn profile(&self, picks: &[usize]) -> u32 {
        let all = self.options.iter().zip(picks);
        number(all.fold(0, |sum, (options, pick)| sum * options.len() + pick))
    }

    /// The open options of each actor, of a position's profiles.
    pub fn open(&self, profiles: &[u32]) -> Vec<Vec<usize>> {
        let mut open = vec![vec![]; self.actors.len()];
        for profile in profiles {
            for (open, pick) in open.iter_mut().zip(self.picks(*profile)) {
                if !open.contains(&pick) {
                    open.push(pick);
                }
            }
        }
        open
    }

    /// What a profile is called.
    pub fn name(&self, profile: u32) -> String {
        let picks = self.picks(profile);
        let ids = self.options.iter().zip(picks).map(|(o, p)| o[p].0.as_str());
        ids.collect::<Vec<_>>().join("+")
    }
}
