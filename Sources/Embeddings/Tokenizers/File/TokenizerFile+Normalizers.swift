import CanonicalJSON

// The `normalizer` of tokenizer.json.
extension TokenizerFile {
    static func normalizer(_ field: TokenizerField) throws(TokenizerError) -> Normalizer {
        let type = try field.type()
        let name = try type.string()
        if let form = UnicodeForm(rawValue: name) { return .unicodeForm(form) }
        switch name {
        case "BertNormalizer": return .bert(try bertNormalizer(field))
        case "Lowercase": return .lowercase
        case "StripAccents": return .stripAccents
        case "Strip":
            return .strip(
                left: try field.required("strip_left").bool(), right: try field.required("strip_right").bool()
            )
        case "Prepend": return .prepend(try field.required("prepend").string())
        case "Replace":
            return .replace(
                Replacement(
                    try replacementPattern(try field.required("pattern")),
                    with: try field.required("content").string()))
        case "Precompiled":
            let map = try field.required("precompiled_charsmap")
            return .precompiled(try PrecompiledCharacterMap(base64: try map.string(), field: map.path))
        case "Sequence":
            var normalizers: [Normalizer] = []
            for element in try field.required("normalizers").elements() {
                normalizers.append(try normalizer(element))
            }
            return .sequence(normalizers)
        default:
            throw type.unsupported()
        }
    }

    private static func bertNormalizer(_ field: TokenizerField) throws(TokenizerError) -> BertNormalizer {
        let lowercases = try field.optional("lowercase")?.bool() ?? true
        return BertNormalizer(
            cleansText: try field.optional("clean_text")?.bool() ?? true,
            separatesIdeographs: try field.optional("handle_chinese_chars")?.bool() ?? true,
            stripsAccents: try field.optional("strip_accents")?.bool() ?? lowercases,
            lowercases: lowercases)
    }

    private static func replacementPattern(_ field: TokenizerField) throws(TokenizerError)
        -> Replacement.Pattern
    {
        if let literal = field.optional("String") {
            let text = try literal.string()
            guard !text.isEmpty else { throw .invalidField(field: literal.path, reason: "must not be empty") }
            return .literal(text)
        }
        let expression = try field.required("Regex")
        guard let pattern = repeatedScalar(try expression.string()) else { throw expression.unsupported() }
        return pattern
    }

    /// Understands the regular expressions that published tokenizers use to squeeze spaces: one plain character
    /// followed by `+` or `{n,}`.
    private static func repeatedScalar(_ expression: String) -> Replacement.Pattern? {
        let scalars = Array(expression.unicodeScalars)
        guard scalars.count >= 2, !"\\^$.|?*+()[]{}".unicodeScalars.contains(scalars[0]) else { return nil }
        if scalars.count == 2, scalars[1] == "+" { return .repeated(scalars[0], atLeast: 1) }
        guard scalars[1] == "{", scalars.suffix(2).elementsEqual(",}".unicodeScalars) else { return nil }
        let digits = String(String.UnicodeScalarView(scalars.dropFirst(2).dropLast(2)))
        guard let count = UInt16(digits), count > 0 else { return nil }
        return .repeated(scalars[0], atLeast: Int(count))
    }
}
