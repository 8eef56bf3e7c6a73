//! What a person reads of a fit.

use super::document::{BootstrapSummary, EstimateSummary, FitSummary, FitTest, FittedSummary};
use crate::report::screen::{
    Screen, count, label_width, minus, paragraph, percent, row, thousands,
};
use std::fmt::Write;

/// The text.
pub(super) fn text(found: &FitSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(found.head.title()));
    let all = match found.fits.is_empty() {
        true => std::slice::from_ref(&found.best),
        false => &found.fits[..],
    };
    for one in all {
        if all.len() > 1 {
            let _ = writeln!(s, "\n{}", screen.bold(&one.id));
        }
        fitted(s, one, screen);
    }
    for test in &found.tests {
        tested(s, test, screen);
    }
    out
}

fn fitted(s: &mut String, fit: &FittedSummary, screen: Screen) {
    let out = match fit.left_out {
        0 => String::new(),
        1 => "; 1 more has an empty cell and is left out".to_string(),
        n => format!(
            "; {} more have an empty cell and are left out",
            thousands(n)
        ),
    };
    let groups = fit
        .clusters
        .map_or(String::new(), |n| format!(" in {}", count(n, "group")));
    let rows = format!(
        "Fitted to {}{groups} with {} of numbers{out}.",
        count(fit.rows, "row"),
        count(fit.points, "set")
    );
    paragraph(s, &rows, screen.width);
    let wide = label_width(fit.estimates.iter().map(|e| e.name.as_str()), screen);
    let _ = writeln!(s, "\n{}", screen.bold("ESTIMATES"));
    row(s, "", wide, "   value     error       z    interval of 95%");
    for estimate in &fit.estimates {
        row(s, &estimate.name, wide, &figures(estimate));
    }
    if let Some(all) = &fit.bootstrap {
        again(s, fit, all, screen);
    }
    let predicted = fit.predicted.map_or(String::new(), |share| {
        format!(
            " In {} of the cases the likeliest outcome came.",
            percent(share)
        )
    });
    let line = format!(
        "Log likelihood {}, AIC {:.2}, BIC {:.2}.{predicted}",
        minus(&format!("{:.3}", fit.log_likelihood)),
        fit.aic,
        fit.bic
    );
    s.push('\n');
    paragraph(s, &line, screen.width);
    for flat in &fit.flat {
        let line = match &flat[..] {
            [one] => format!("The data do not tell `{one}`."),
            all => format!("The data cannot tell `{}` apart.", all.join("`, `")),
        };
        paragraph(s, &line, screen.width);
    }
    if fit.tops.len() > 1 {
        let others: Vec<String> = fit.tops[1..]
            .iter()
            .map(|top| format!("{:.3}", top.log_likelihood))
            .collect();
        let line = format!(
            "The likelihood has several tops: other climbs ended at {}.",
            others.join(", ")
        );
        paragraph(s, &line, screen.width);
    }
}

/// What fits to cases drawn again say.
fn again(s: &mut String, fit: &FittedSummary, all: &BootstrapSummary, screen: Screen) {
    let lost = match all.lost {
        0 => String::new(),
        n => format!("; of {n} more no top was found"),
    };
    let title = screen.bold("CASES DRAWN AGAIN");
    let _ = writeln!(s, "\n{title}  {} fits{lost}", thousands(all.fits));
    let wide = label_width(fit.estimates.iter().map(|e| e.name.as_str()), screen);
    row(s, "", wide, "             error            interval of 95%");
    for e in &fit.estimates {
        if let Some(b) = &e.bootstrap {
            let range = minus(&format!("{:.4} to {:.4}", b.low, b.high));
            let figures = format!("{:>18.4}            {range}", b.standard_error);
            row(s, &e.name, wide, &figures);
        }
    }
}

fn figures(e: &EstimateSummary) -> String {
    let number = |x: Option<f64>, wide: usize| {
        x.map_or(format!("{:>wide$}", "–"), |x| {
            minus(&format!("{x:>wide$.4}"))
        })
    };
    let range = match (e.low, e.high) {
        (Some(low), Some(high)) => minus(&format!("{low:.4} to {high:.4}")),
        _ if e.at_end => "at an end of its range".to_string(),
        _ => "–".to_string(),
    };
    let z =
        e.z.map_or(format!("{:>8}", "–"), |z| minus(&format!("{z:>8.2}")));
    let value = number(Some(e.value), 8);
    format!("{value}  {}{z}    {range}", number(e.standard_error, 8))
}

fn tested(s: &mut String, test: &FitTest, screen: Screen) {
    let (one, other) = (&test.one, &test.other);
    let vuong = match (test.vuong, test.vuong_p) {
        (Some(z), Some(p)) if p < 0.05 => {
            let nearer = if z > 0.0 { one } else { other };
            format!("Vuong's test finds {nearer} nearer to the cases (z = {z:.2}, p = {p:.3}).")
        }
        (Some(z), Some(p)) => {
            format!("Vuong's test cannot tell {one} and {other} apart (z = {z:.2}, p = {p:.3}).")
        }
        _ => format!("{one} and {other} fit the cases alike."),
    };
    let ratio = match (test.likelihood_ratio, test.numbers) {
        (Some(ratio), Some(numbers)) => format!(
            " If the one is the other with numbers held: likelihood ratio {ratio:.2} for {}.",
            count(numbers, "number")
        ),
        _ => String::new(),
    };
    s.push('\n');
    paragraph(s, &(vuong + &ratio), screen.width);
}
