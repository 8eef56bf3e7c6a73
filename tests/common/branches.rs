//! Random trees of perfect recall: worlds that chance draws, private sights of them, moves that others
//! see in part, public news that may be wrong.

use super::random::Dice;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What happens at a node.
#[derive(Clone)]
pub enum Play {
    /// Chance draws, with these odds of a hundred.
    Chance(Vec<(usize, Play)>),
    /// A player moves who knows this.
    Move(usize, String, Vec<Play>),
    /// Play ends with these payoffs.
    End(Vec<f64>),
}

/// A random tree of two or three players.
pub fn random(seed: u64) -> (usize, Play) {
    let d = &mut Dice::new(seed);
    for _ in 0..8 {
        d.below(2);
    }
    let players = 2 + d.below(2);
    let turns: Vec<Turn> = (0..1 + d.below(4)).map(|_| turn(d, players)).collect();
    let worlds = 1 + d.below(3);
    // what each player sees of each world
    let sights: Vec<Vec<usize>> = (0..worlds)
        .map(|_| (0..players).map(|_| d.below(2)).collect())
        .collect();
    let mut below: Vec<Play> = sights
        .iter()
        .map(|sight| {
            let known = sight.iter().map(|s| format!("w{s}")).collect();
            grow(d, players, &turns, 0, known)
        })
        .collect();
    let play = if worlds == 1 {
        below.remove(0)
    } else {
        Play::Chance(odds(d, worlds).into_iter().zip(below).collect())
    };
    (players, play)
}

/// Who moves, among how many actions, what each player sees of each, and which of them end play; and how
/// often news after it are right, if there are any.
struct Turn {
    player: usize,
    seen: Vec<Vec<usize>>,
    ends: usize,
    news: Option<usize>,
}

fn turn(d: &mut Dice, players: usize) -> Turn {
    let actions = 2 + d.below(2);
    Turn {
        player: d.below(players),
        seen: (0..players)
            .map(|_| {
                let blind = d.below(2) == 0;
                let all = (0..actions).map(|a| if blind { 0 } else { a.min(1) });
                all.collect()
            })
            .collect(),
        ends: if d.below(3) == 0 { 1 } else { 0 },
        news: (d.below(4) == 0).then(|| 60 + d.below(35)),
    }
}

/// So many odds of a hundred.
fn odds(d: &mut Dice, n: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (1..n).map(|_| 5 + d.below(80 / n)).collect();
    all.push(100 - all.iter().sum::<usize>());
    all
}

fn grow(d: &mut Dice, players: usize, turns: &[Turn], t: usize, known: Vec<String>) -> Play {
    let Some(turn) = turns.get(t) else {
        return Play::End((0..players).map(|_| 2.0 * d.number()).collect());
    };
    let mover = turn.player;
    let actions = turn.seen[mover].len();
    let mut after = vec![];
    for a in 0..actions {
        let mut next = known.clone();
        for (i, known) in next.iter_mut().enumerate() {
            let seen = if i == mover { a } else { turn.seen[i][a] };
            let _ = write!(known, " {t}:{seen}");
        }
        if a < turn.ends {
            after.push(grow(d, players, &[], 0, next));
            continue;
        }
        after.push(match turn.news {
            None => grow(d, players, turns, t + 1, next),
            Some(right) => {
                let heard = |said: &str| {
                    let all = next.iter().map(|known| format!("{known} {said}"));
                    all.collect::<Vec<_>>()
                };
                let right = if a == 0 { right } else { 100 - right };
                let (yes, no) = (heard("yes"), heard("no"));
                Play::Chance(vec![
                    (right, grow(d, players, turns, t + 1, yes)),
                    (100 - right, grow(d, players, turns, t + 1, no)),
                ])
            }
        });
    }
    Play::Move(mover, known[mover].clone(), after)
}

/// How a tree is written.
#[derive(Clone, Copy, Default)]
pub struct Written {
    /// With the last action first, and the last player too.
    pub reversed: bool,
    /// Added to what everybody gets.
    pub added: f64,
    /// What payoffs are multiplied with; 0 stands for 1.
    pub factor: f64,
}

/// The text of a tree: player i is called `p{i}`, action a `a{a}`, and sets what their players know.
pub fn text(players: usize, play: &Play, how: Written) -> String {
    let mut all: Vec<usize> = (0..players).collect();
    if how.reversed {
        all.reverse();
    }
    let names: Vec<String> = all.iter().map(|i| format!("\"p{i}\"")).collect();
    let mut writer = Writer {
        text: format!("EFG 2 R \"random\" {{ {} }}\n\"\"\n\n", names.join(" ")),
        players: all,
        how,
        sets: BTreeMap::new(),
        draws: 0,
        ends: 0,
    };
    writer.write(play);
    writer.text
}

struct Writer {
    text: String,
    /// By place in the file.
    players: Vec<usize>,
    how: Written,
    sets: BTreeMap<(usize, String), usize>,
    draws: usize,
    ends: usize,
}

impl Writer {
    fn write(&mut self, play: &Play) {
        let turn = |n: usize| {
            let all: Vec<usize> = (0..n).collect();
            match self.how.reversed {
                true => all.into_iter().rev().collect(),
                false => all,
            }
        };
        match play {
            Play::Chance(all) => {
                self.draws += 1;
                let order: Vec<usize> = turn(all.len());
                let list: Vec<String> = order
                    .iter()
                    .map(|k| format!("\"c{k}\" {}/100", all[*k].0))
                    .collect();
                let _ = writeln!(
                    self.text,
                    "c \"\" {} \"\" {{ {} }} 0",
                    self.draws,
                    list.join(" ")
                );
                for k in order {
                    self.write(&all[k].1);
                }
            }
            Play::Move(player, known, after) => {
                let order: Vec<usize> = turn(after.len());
                let list: Vec<String> = order.iter().map(|a| format!("\"a{a}\"")).collect();
                let count = self.sets.keys().filter(|(i, _)| i == player).count();
                let number = *self
                    .sets
                    .entry((*player, known.clone()))
                    .or_insert(count + 1);
                let place = self
                    .players
                    .iter()
                    .position(|i| i == player)
                    .expect("known")
                    + 1;
                let _ = writeln!(
                    self.text,
                    "p \"\" {place} {number} \"{known}\" {{ {} }} 0",
                    list.join(" ")
                );
                for a in order {
                    self.write(&after[a]);
                }
            }
            Play::End(payoffs) => {
                self.ends += 1;
                let factor = if self.how.factor == 0.0 {
                    1.0
                } else {
                    self.how.factor
                };
                let one = |i: &usize| (factor * payoffs[*i] + self.how.added).to_string();
                let list: Vec<String> = self.players.iter().map(one).collect();
                let _ = writeln!(
                    self.text,
                    "t \"\" {} \"\" {{ {} }}",
                    self.ends,
                    list.join(", ")
                );
            }
        }
    }
}
