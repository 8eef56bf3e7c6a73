//! Probabilities as decimals that sum to exactly 1: Gambit reads them as exact fractions and
//! refuses any other sum.

/// The decimals of `chances`: 14 significant digits of each, and for the largest what the others
/// leave of 1.
pub(super) fn shares(chances: &[f64]) -> Vec<String> {
    let by_size = |a: &usize, b: &usize| chances[*a].total_cmp(&chances[*b]);
    let Some(largest) = (0..chances.len()).max_by(by_size) else {
        return vec![];
    };
    let mut all: Vec<String> = chances.iter().map(|p| rounded(*p)).collect();
    let others = all.iter().enumerate().filter(|(n, _)| *n != largest);
    all[largest] = complement(others.map(|(_, text)| text.as_str()));
    all
}

/// A number to 14 significant digits: the last that a double holds are left by sums.
fn rounded(p: f64) -> String {
    let rounded = format!("{p:.13e}").parse().unwrap_or(p);
    f64::to_string(&rounded)
}

/// 1 less these decimals between 0 and 1, digit by digit.
fn complement<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    // the digit before the point, then those after it
    let mut left: Vec<i8> = vec![1];
    for part in parts {
        let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
        left.resize(left.len().max(1 + fraction.len()), 0);
        let digits = whole.bytes().last().into_iter().chain(fraction.bytes());
        for (left, digit) in left.iter_mut().zip(digits) {
            *left -= i8::try_from(digit - b'0').unwrap_or(0);
        }
        for at in (1..left.len()).rev() {
            if left[at] < 0 {
                left[at] += 10;
                left[at - 1] -= 1;
            }
        }
    }
    let digits: String = left.iter().map(i8::to_string).collect();
    let (whole, fraction) = digits.split_at(1);
    match fraction.trim_end_matches('0') {
        "" => whole.to_string(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_digit_by_digit() {
        for (chances, wanted) in [
            (&[0.8, 1.0 - 0.8][..], &["0.8", "0.2"][..]),
            (&[0.1, 0.2, 0.7], &["0.1", "0.2", "0.7"]),
            (&[0.00999999999999999, 0.99], &["0.01", "0.99"]),
            (&[1.0, 0.0], &["1", "0"]),
            (&[1.0], &["1"]),
            (&[0.5, 0.5], &["0.5", "0.5"]),
            (
                &[1.0 / 3.0; 3],
                &["0.33333333333333", "0.33333333333333", "0.33333333333334"],
            ),
            (
                &[2.0 / 3.0, 1.0 / 3.0],
                &["0.66666666666667", "0.33333333333333"],
            ),
            (
                &[1e-20, 1.0],
                &["0.00000000000000000001", "0.99999999999999999999"],
            ),
            (&[], &[]),
        ] {
            assert_eq!(shares(chances), wanted, "{chances:?}");
        }
    }
}
