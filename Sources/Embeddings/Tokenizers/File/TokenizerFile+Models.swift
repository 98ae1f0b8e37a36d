import CanonicalJSON

// The `model` of tokenizer.json.
extension TokenizerFile {
    static func wordPiece(_ field: TokenizerField, _ parts: TokenizerParts) throws(TokenizerError)
        -> any Tokenizer
    {
        let vocabulary = try field.required("vocab")
        guard let members = vocabulary.value.objectValue?.members else {
            throw vocabulary.wrongKind(expected: "an object")
        }
        var entries: [(piece: String, id: Int32)] = []
        entries.reserveCapacity(members.count)
        for member in members {
            let id = TokenizerField(path: "\(vocabulary.path).\(member.key)", value: member.value)
            entries.append((member.key, try id.id()))
        }
        let pieces = try pieceList(entries, addedTokens: parts.addedTokens, path: vocabulary.path)

        let unknownToken = try field.optional("unk_token")?.string() ?? "[UNK]"
        guard let unknown = entries.last(where: { $0.piece.utf8.elementsEqual(unknownToken.utf8) })?.id else {
            throw .invalidField(field: "\(field.path).unk_token", reason: "is not in the vocabulary")
        }
        return try WordPieceTokenizer(
            pieces: pieces,
            specialTokens: parts.specialTokens(unknown: unknown),
            neverMatched: parts.neverMatched,
            continuationPrefix: try field.optional("continuing_subword_prefix")?.string() ?? "##",
            maximumCharacters: Int(try field.optional("max_input_chars_per_word")?.id() ?? 100),
            normalizer: parts.normalizer, preTokenizer: parts.preTokenizer)
    }

    static func unigram(_ field: TokenizerField, _ parts: TokenizerParts) throws(TokenizerError)
        -> any Tokenizer
    {
        if let fallback = field.optional("byte_fallback"), try fallback.bool() {
            throw fallback.unsupported()
        }
        let vocabulary = try field.required("vocab")
        guard let elements = vocabulary.value.arrayValue else {
            throw vocabulary.wrongKind(expected: "an array")
        }
        var entries: [(piece: String, id: Int32)] = []
        var scores: [Double] = []
        entries.reserveCapacity(elements.count)
        for (id, element) in elements.enumerated() {
            guard let pair = element.arrayValue, pair.count == 2, let piece = pair[0].stringValue,
                let score = pair[1].doubleValue
            else {
                let entry = TokenizerField(path: "\(vocabulary.path)[\(id)]", value: element)
                throw entry.wrongKind(expected: "a pair of piece and score")
            }
            entries.append((piece, Int32(id)))
            scores.append(score)
        }
        let pieces = try pieceList(entries, addedTokens: parts.addedTokens, path: vocabulary.path)
        // Added tokens beyond the vocabulary are never matched, so their score is never used.
        let lowest = scores.min() ?? 0
        scores.append(contentsOf: repeatElement(lowest, count: pieces.count - scores.count))
        return try UnigramTokenizer(
            pieces: pieces, scores: scores,
            specialTokens: parts.specialTokens(unknown: try field.required("unk_id").id()),
            neverMatched: parts.neverMatched,
            normalizer: parts.normalizer, preTokenizer: parts.preTokenizer)
    }

    /// The pieces in the order of their ids, which must be 0, 1, 2 and so on without a gap, counting the added tokens
    /// that are not in the vocabulary.
    private static func pieceList(
        _ vocabulary: [(piece: String, id: Int32)], addedTokens: [TokenizerParts.AddedToken], path: String
    ) throws(TokenizerError) -> PieceList {
        let vocabularyIDs = Set(vocabulary.map(\.id))
        var entries = vocabulary
        for token in addedTokens where !vocabularyIDs.contains(token.id) {
            entries.append((token.content, token.id))
        }
        var pieces = [String?](repeating: nil, count: entries.count)
        for (piece, id) in entries {
            guard Int(id) < pieces.count else {
                throw .invalidField(
                    field: path, reason: "gives \(piece) the id \(id), but has only \(pieces.count) pieces")
            }
            guard pieces[Int(id)] == nil else {
                throw .invalidField(field: path, reason: "gives the id \(id) to two pieces")
            }
            pieces[Int(id)] = piece
        }
        return try PieceList(pieces.compactMap(\.self))
    }
}
