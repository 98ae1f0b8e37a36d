import CanonicalJSON

// The `pre_tokenizer` of tokenizer.json.
extension TokenizerFile {
    /// - Parameter isFirst: whether nothing has cut the text before.
    static func preTokenizer(_ field: TokenizerField, isFirst: Bool) throws(TokenizerError) -> PreTokenizer {
        let type = try field.type()
        switch try type.string() {
        case "BertPreTokenizer": return .bert
        case "Whitespace": return .whitespace
        case "WhitespaceSplit": return .whitespaceSplit
        case "Metaspace": return .metaspace(try metaspace(field, isFirst: isFirst))
        case "Sequence":
            var preTokenizers: [PreTokenizer] = []
            for element in try field.required("pretokenizers").elements() {
                preTokenizers.append(try preTokenizer(element, isFirst: isFirst && preTokenizers.isEmpty))
            }
            return .sequence(preTokenizers)
        default:
            throw type.unsupported()
        }
    }

    private static func metaspace(_ field: TokenizerField, isFirst: Bool) throws(TokenizerError) -> Metaspace {
        let replacement = try field.required("replacement")
        let scalars = try replacement.string().unicodeScalars
        guard let mark = scalars.first, scalars.count == 1 else {
            throw .invalidField(field: replacement.path, reason: "must be a single character")
        }
        return Metaspace(
            replacement: mark,
            prependScheme: try prependScheme(field, isFirst: isFirst),
            splits: try field.optional("split")?.bool() ?? true)
    }

    /// Files from before `prepend_scheme` say `add_prefix_space`; some say both.
    private static func prependScheme(
        _ field: TokenizerField, isFirst: Bool
    ) throws(TokenizerError) -> Metaspace.PrependScheme {
        let addsPrefix = try field.optional("add_prefix_space")?.bool()
        guard let schemeField = field.optional("prepend_scheme") else {
            return addsPrefix ?? true ? .always : .never
        }
        guard let scheme = Metaspace.PrependScheme(rawValue: try schemeField.string()) else {
            throw schemeField.unsupported()
        }
        if addsPrefix == false, scheme != .never {
            throw .invalidField(field: schemeField.path, reason: "contradicts add_prefix_space")
        }
        // Which word is the first depends on what the steps before have dropped; no published tokenizer asks.
        if scheme == .first, !isFirst { throw schemeField.unsupported() }
        return scheme
    }
}
