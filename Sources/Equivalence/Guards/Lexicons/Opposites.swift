/// Opposites, English and Chinese, by what they are about.
enum Opposites {
    /// Every word of one side is an opposite of every word of the other.
    struct Group: Sendable {
        let one: [String]
        let other: [String]
    }

    static let groups: [Group] = lists.flatMap { list in
        list.split(separator: "\n").compactMap { line in
            let sides = line.split(separator: "|").map { side in
                side.split(separator: " ").map { String($0.replacing("_", with: " ")) }
            }
            return sides.count == 2 ? Group(one: sides[0], other: sides[1]) : nil
        }
    }

    private static let lists: [String] = []
}
