/// The same prompt as another hand would type it: other case, punctuation, spacing, courtesy, a slip of the finger.
///
/// Which courtesy and which slip is drawn from the seed, so that the same family always gives the same pairs.
public struct NearRepeats {
    let text: String
    let seed: Int

    public init(of text: String, seed: Int) {
        self.text = text
        self.seed = seed
    }

    public var all: [(category: String, text: String)] {
        let candidates = [
            ("near: case", isChinese ? text : text.lowercased()), ("near: punctuation", withoutFinalPunctuation),
            ("near: courtesy", courteous), ("near: typo", withTypo),
        ]
        return candidates.filter { $0.1 != text && !$0.1.isEmpty }.map { (category: $0.0, text: $0.1) }
    }

    private var isChinese: Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    private var withoutFinalPunctuation: String {
        var text = text
        while let last = text.last, "?.!？。！".contains(last) { text.removeLast() }
        return text
    }

    private var courteous: String {
        let chinese = ["请问" + text, "你好，" + text, "麻烦问一下，" + text, text + "谢谢"]
        let english = ["Hi, " + text, "Please tell me: " + text, text + " Thanks!", "Hello! " + text]
        return isChinese ? chinese[seed % chinese.count] : english[seed % english.count]
    }

    /// Two neighbouring letters swapped inside the longest lower-case word; for Chinese a space where none belongs.
    private var withTypo: String {
        var characters = Array(text)
        guard !isChinese else {
            // Inside a number or a word in Latin letters a space would be more than a slip.
            let places = characters.indices.dropFirst().filter {
                !(characters[$0].isASCII && characters[$0 - 1].isASCII)
            }
            guard let place = places.min(by: { abs($0 - characters.count / 2) < abs($1 - characters.count / 2) })
            else { return text }
            characters.insert(" ", at: place)
            return String(characters)
        }
        var longest = 0..<0
        var start: Int?
        for position in 0...characters.count {
            let isLetter =
                position < characters.count && characters[position].isLowercase && characters[position].isASCII
            if isLetter {
                start = start ?? position
            } else if let first = start {
                if position - first > longest.count { longest = first..<position }
                start = nil
            }
        }
        guard longest.count >= 6 else { return text }
        let position = longest.lowerBound + 2 + seed % (longest.count - 4)
        characters.swapAt(position, position + 1)
        return String(characters)
    }
}
