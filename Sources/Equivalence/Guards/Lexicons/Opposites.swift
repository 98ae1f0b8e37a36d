/// Opposites, English and Chinese. Inflections need no lines of their own.
enum Opposites {
    /// Every word of one side is an opposite of every word of the other.
    struct Group: Sendable {
        let one: [String]
        let other: [String]
    }

    static let groups: [Group] = (EnglishOpposites.lists + ChineseOpposites.lists).flatMap { list in
        list.split(separator: "\n").compactMap { line in
            let sides = line.split(separator: "|").map { side in
                side.split(separator: " ").map { String($0.replacing("_", with: " ")) }
            }
            return sides.count == 2 ? Group(one: sides[0], other: sides[1]) : nil
        }
    }
}
