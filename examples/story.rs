//! One history, step by step.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::story::Which;

fn main() -> Result<(), Error> {
    let session = Lab::open("scenarios/starter.toml")?.session()?;
    let story = session.story(Which {
        seed: 2006,
        history: 3,
    });
    for m in &story.moves {
        let turn = &session.scenario.turns[m.turn.get()].name.id;
        println!(
            "year {}, {turn}: {} ({:.2})",
            m.round, m.option, m.probability
        );
    }
    println!(
        "it ends as {}",
        session.scenario.outcomes[story.outcome].name.id
    );
    Ok(())
}
