/// Chunks that are one token however many signs they hold.
extension Scanner {
    /// What a chunk is as a whole; nil if it is to be taken apart.
    func wholeKind(_ range: Range<Int>, in bytes: [UInt8]) -> Token.Kind? {
        var seen = ChunkSigns()
        for position in range { seen.note(bytes[position], at: position) }
        if seen.isPlain { return nil }
        let chunk = bytes[range]
        if seen.hasSchemeSign || chunk.starts(with: Array("www.".utf8)) { return .url }
        if let at = seen.at, at > range.lowerBound, (seen.lastPoint ?? 0) > at { return .email }
        let first = chunk[chunk.startIndex]
        if first == Byte.hyphen, chunk.count > 1, !chunk[chunk.startIndex + 1].isDigit { return .flag }
        if seen.slashes > 0, let kind = pathKind(chunk, seen) { return kind }
        if isUUID(chunk) { return .identifier }
        if seen.hasUnderscore || seen.colons > 1 && seen.hasLetters || seen.hasCall { return .code }
        if let point = seen.lastPoint, seen.hasLetters, point + 1 < range.upperBound {
            return dottedKind(chunk, lastPart: chunk[(point + 1)...], seen)
        }
        return seen.digits > 0 && seen.hasLetters ? mixedKind(chunk, seen) : nil
    }

    private func pathKind(_ chunk: ArraySlice<UInt8>, _ seen: ChunkSigns) -> Token.Kind? {
        let first = chunk[chunk.startIndex]
        if first == Byte.slash && chunk.count > 1 || first == Byte.tilde || first == Byte.point { return .path }
        guard seen.hasLetters else { return nil }
        if chunk.count > 2, chunk[chunk.startIndex + 1] == Byte.colon { return .path }
        guard let point = seen.lastPoint else { return seen.slashes > 2 ? .path : nil }
        let ending = lowercased(chunk[(point + 1)...])
        return Self.fileEndings.contains(Word(ending)) || Self.domains.contains(Word(ending)) || seen.slashes > 1
            ? .path : nil
    }

    /// "main.py" and "example.com", but not "end.Next", where only a space is missing.
    private func dottedKind(
        _ chunk: ArraySlice<UInt8>, lastPart: ArraySlice<UInt8>, _ seen: ChunkSigns
    ) -> Token.Kind? {
        let lower = lowercased(chunk)
        if Lexicon.shared.entry(exactly: Word(lower)) != nil { return .word }
        let ending = Word(lowercased(lastPart))
        if Self.fileEndings.contains(ending) { return .path }
        if Self.domains.contains(ending) { return .url }
        let isVersion = seen.digits > 1 && (lower[0] == UInt8(ascii: "v") && lower[1].isDigit)
        return isVersion ? .version : nil
    }

    /// "iPhone7" is a word and a number; "a7f39b" and "AB12CD" are identifiers.
    private func mixedKind(_ chunk: ArraySlice<UInt8>, _ seen: ChunkSigns) -> Token.Kind? {
        var changes = 0
        var previous: Bool?
        for byte in chunk where byte.isWordPart {
            if let previous, previous != byte.isDigit { changes += 1 }
            previous = byte.isDigit
        }
        return changes > 2 || (changes == 2 && chunk.count > 4) ? .identifier : nil
    }

    private func isUUID(_ chunk: ArraySlice<UInt8>) -> Bool {
        guard chunk.count == 36 else { return false }
        for (offset, byte) in chunk.enumerated() {
            let isHyphen = [8, 13, 18, 23].contains(offset)
            let isHex = byte.isDigit || (0x61...0x66).contains(byte.lowercased)
            if isHyphen ? byte != Byte.hyphen : !isHex { return false }
        }
        return true
    }

    private func lowercased(_ chunk: ArraySlice<UInt8>) -> [UInt8] { chunk.map(\.lowercased) }

    private static let fileEndings = Set(
        """
        py js ts jsx tsx java c cc cpp h hpp rs go rb php html htm css scss json yaml yml xml csv tsv txt md pdf doc docx xls \
        xlsx ppt pptx png jpg jpeg gif svg webp mp3 mp4 avi mov wav zip tar gz tgz bz2 xz 7z rar sh bat ps1 exe dll dylib swift \
        kt sql toml ini cfg conf log lock env bak tmp db sqlite ipynb jar war apk iso deb rpm plist
        """.split(separator: " ").map { Word(String($0)) })

    private static let domains = Set(
        "com org net io dev edu gov cn uk de fr ru info app ai co jp me tv xyz".split(separator: " ").map {
            Word(String($0))
        })
}

/// Which signs a chunk holds.
private struct ChunkSigns {
    var slashes = 0
    var digits = 0
    var colons = 0
    var at: Int?
    var lastPoint: Int?
    var hasLetters = false
    var hasUnderscore = false
    var hasCall = false
    var hasSchemeSign = false
    private var others = 0
    private var previous: UInt8 = 0

    /// Letters only, or digits only.
    var isPlain: Bool { others == 0 && (digits == 0 || !hasLetters) }

    mutating func note(_ byte: UInt8, at position: Int) {
        if byte.isDigit {
            digits += 1
        } else if byte.isLatinLetter {
            hasLetters = true
        } else {
            others += 1
            noteSign(byte, at: position)
        }
        previous = byte
    }

    private mutating func noteSign(_ byte: UInt8, at position: Int) {
        switch byte {
        case Byte.slash, Byte.backslash:
            slashes += 1
            if byte == Byte.slash, previous == Byte.slash, colons > 0 { hasSchemeSign = true }
        case Byte.colon: colons += 1
        case Byte.at: at = position
        case Byte.point: lastPoint = position
        case Byte.underscore: hasUnderscore = true
        case 0x29 where previous == 0x28: hasCall = true
        default: break
        }
    }
}
