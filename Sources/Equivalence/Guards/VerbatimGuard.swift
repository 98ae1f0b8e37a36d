/// Names for machines must be the same to the letter: identifiers, paths, flags, URLs, e-mail addresses, names in code.
public struct VerbatimGuard: Guard {
    public let name = "verbatim"
    public init() {}

    public func examine(_ pair: PromptPair) -> Finding {
        let left = pair.leftOnly.first { Self.isVerbatim(pair.left.tokens[$0]) }
        let right = pair.rightOnly.first { Self.isVerbatim(pair.right.tokens[$0]) }
        guard left != nil || right != nil else { return .pass }
        let one = left.map { pair.left.spelling(of: pair.left.tokens[$0]) } ?? "nothing of the kind"
        let other = right.map { pair.right.spelling(of: pair.right.tokens[$0]) } ?? "nothing of the kind"
        return .veto("\"\(one)\" in one text and \"\(other)\" in the other")
    }

    private static func isVerbatim(_ token: Token) -> Bool {
        switch token.kind {
        case .identifier, .code, .path, .flag, .url, .email: true
        case .word, .han, .number, .time, .version: false
        }
    }
}

/// What both texts put in quotation marks must be the same, unless the texts are reworded throughout.
public struct QuotationGuard: Guard {
    public let name = "quotation"
    public init() {}

    private static let fewChanges = 6

    public func examine(_ pair: PromptPair) -> Finding {
        let left = quoted(pair.left)
        let right = quoted(pair.right)
        guard !left.isEmpty, !right.isEmpty else { return .pass }
        let one = pair.leftOnly.first { pair.left.tokens[$0].quotation > 0 }
        let other = pair.rightOnly.first { pair.right.tokens[$0].quotation > 0 }
        guard let one, let other else { return .pass }
        let words = [pair.left.spelling(of: pair.left.tokens[one]), pair.right.spelling(of: pair.right.tokens[other])]
        let reason = "\"\(words[0])\" in one quotation and \"\(words[1])\" in the other"
        return pair.changedContent <= Self.fewChanges ? .veto(reason) : .abstain(reason)
    }

    private func quoted(_ text: PromptText) -> [Token] { text.tokens.filter { $0.quotation > 0 } }
}
