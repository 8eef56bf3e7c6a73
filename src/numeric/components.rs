//! Strongly connected components of a graph (Tarjan 1972), without recursion: a path through a graph
//! can be as long as it has nodes.

/// Components, one after another, each after all that its edges lead to.
#[derive(Clone, Debug, Default)]
pub struct Components {
    nodes: Vec<u32>,
    ends: Vec<usize>,
}

impl Components {
    /// The nodes of each component. In a component of one node it stands alone; whether an edge leads
    /// from it to itself is not said.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(a, b)| &self.nodes[a..*b])
    }
}

/// The components of the graph in which the edges of node n, `first[n]..first[n + 1]`, lead to these
/// `target`s. The order depends on nothing but the graph as it is given.
pub fn strongly_connected(first: &[u32], target: &[u32]) -> Components {
    let n = first.len() - 1;
    let mut found = Components::default();
    // in the order of the visit; none before it
    let mut number: Vec<Option<u32>> = vec![None; n];
    let mut lowest = vec![0; n];
    let mut waiting = vec![];
    let mut waits = vec![false; n];
    let mut count = 0;
    // nodes being visited, and their next edges
    let mut path: Vec<(u32, u32)> = vec![];
    for (root, edge) in (0..).zip(&first[..n]) {
        if number[root as usize].is_some() {
            continue;
        }
        path.push((root, *edge));
        while let Some((node, edge)) = path.last_mut() {
            let at = *node as usize;
            if number[at].is_none() {
                (number[at], lowest[at]) = (Some(count), count);
                count += 1;
                waiting.push(*node);
                waits[at] = true;
            }
            if *edge < first[at + 1] {
                let next = target[*edge as usize];
                *edge += 1;
                match number[next as usize] {
                    None => path.push((next, first[next as usize])),
                    Some(number) if waits[next as usize] => lowest[at] = lowest[at].min(number),
                    Some(_) => {}
                }
                continue;
            }
            let (node, low) = (*node, lowest[at]);
            path.pop();
            if let Some((above, _)) = path.last() {
                let above = *above as usize;
                lowest[above] = lowest[above].min(low);
            }
            if number[at] == Some(low) {
                while let Some(own) = waiting.pop() {
                    waits[own as usize] = false;
                    found.nodes.push(own);
                    if own == node {
                        break;
                    }
                }
                found.ends.push(found.nodes.len());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::strongly_connected;

    /// The graph of these edges, and its components.
    fn components(n: u32, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
        let mut first = vec![0];
        let mut target = vec![];
        for node in 0..n {
            target.extend(edges.iter().filter(|(a, _)| *a == node).map(|(_, b)| *b));
            first.push(u32::try_from(target.len()).expect("few"));
        }
        let found = strongly_connected(&first, &target);
        let sorted = |own: &[u32]| {
            let mut own = own.to_vec();
            own.sort_unstable();
            own
        };
        found.iter().map(sorted).collect()
    }

    #[test]
    fn what_is_led_to_comes_first() {
        let edges = [
            (0, 1),
            (1, 2),
            (2, 1),
            (2, 3),
            (3, 4),
            (4, 3),
            (0, 4),
            (5, 5),
        ];
        assert_eq!(
            components(6, &edges),
            [vec![3, 4], vec![1, 2], vec![0], vec![5]]
        );
    }

    #[test]
    fn they_are_what_reaches_each_other() {
        let mut seed = 1u64;
        let mut draw = |n: u32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u32::try_from(seed >> 33).expect("31 bits") % n
        };
        for size in 2..40u32 {
            let edges: Vec<(u32, u32)> = (0..size + size / 2)
                .map(|_| (draw(size), draw(size)))
                .collect();
            let n = size as usize;
            let mut reach = vec![vec![false; n]; n];
            (0..n).for_each(|i| reach[i][i] = true);
            for _ in 0..n {
                for (a, b) in &edges {
                    for row in &mut reach {
                        row[*b as usize] |= row[*a as usize];
                    }
                }
            }
            let found = components(size, &edges);
            let mut place = vec![0; n];
            for (c, own) in found.iter().enumerate() {
                own.iter().for_each(|x| place[*x as usize] = c);
            }
            for i in 0..n {
                for j in 0..n {
                    assert_eq!(place[i] == place[j], reach[i][j] && reach[j][i]);
                    assert!(!reach[i][j] || place[j] <= place[i]);
                }
            }
        }
    }

    #[test]
    fn a_long_path_needs_no_stack() {
        let edges: Vec<(u32, u32)> = (0..9_999).map(|i| (i, i + 1)).collect();
        assert_eq!(components(10_000, &edges).len(), 10_000);
    }
}
