//! Actors who move at once: the only place that knows how their profiles are numbered.

use super::to_u32;

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
        to_u32(all.fold(0, |sum, (options, pick)| sum * options.len() + pick))
    }

    /// The open options of each actor, of a position's profiles.
    pub(super) fn open(&self, profiles: &[u32]) -> Vec<Vec<usize>> {
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

    /// The place among the actors of actor `i`, if it moves here.
    pub fn party(&self, i: usize) -> Option<usize> {
        self.actors.iter().position(|a| *a == i)
    }

    /// What a profile is called.
    pub fn name(&self, profile: u32) -> String {
        let picks = self.picks(profile);
        let ids = self.options.iter().zip(picks).map(|(o, p)| o[p].0.as_str());
        ids.collect::<Vec<_>>().join("+")
    }
}

/// The profiles of a position, in the order of its moves, as picks among what is open to each: the
/// last one's runs fastest. `open` is how many options are open to each.
pub fn open_profiles(open: &[usize]) -> impl Iterator<Item = Vec<usize>> + use<'_> {
    let count: usize = open.iter().product();
    (0..count).map(move |profile| {
        let mut rest = profile;
        let mut picks = vec![0; open.len()];
        for (pick, options) in picks.iter_mut().zip(open).rev() {
            *pick = rest % options;
            rest /= options;
        }
        picks
    })
}
