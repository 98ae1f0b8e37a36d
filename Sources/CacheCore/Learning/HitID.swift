import Foundation

/// Names one hit, so that a caller can say later whether its answer was right.
///
/// It holds all that such feedback needs; the cache keeps nothing about hits that nobody comments on. The text is
/// base64url without padding of: a version, the tier, the entry, when its answer was written, the digest of the asked
/// texts, the score and a tag of the judge.
public struct HitID: Sendable, Equatable {
    public let tier: Tier
    public let entry: EntryID
    /// Feedback about an answer that has been replaced since does not concern the new one.
    let writtenAt: Timestamp
    let asked: TextsDigest
    /// NaN where no judge was asked.
    let score: Float
    let judgeTag: UInt32

    private static let version: UInt8 = 1
    private static let byteCount = 2 + 8 + 8 + 32 + 4 + 4

    init(
        tier: Tier, entry: EntryID, writtenAt: Timestamp, asked: TextsDigest, score: Float? = nil, judge: String = ""
    ) {
        self.tier = tier
        self.entry = entry
        self.writtenAt = writtenAt
        self.asked = asked
        self.score = score ?? .nan
        judgeTag = Self.tag(of: judge)
    }

    /// The score, when `judge` is the one that gave it.
    func score(by judge: String) -> Float? {
        score.isNaN || judgeTag != Self.tag(of: judge) ? nil : score
    }

    private static func tag(of judge: String) -> UInt32 {
        judge.isEmpty ? 0 : Digest(of: judge).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes += [Self.version, tier == .exact ? 0 : 1]
        bytes.append(bigEndian: UInt64(bitPattern: entry.rawValue))
        bytes.append(bigEndian: UInt64(bitPattern: writtenAt.rawValue))
        bytes += asked.digest.bytes
        bytes.append(bigEndian: score.bitPattern)
        bytes.append(bigEndian: judgeTag)
        return Self.base64URL(bytes)
    }

    /// Every hit carries an id, so this takes no detour over the alphabet that Foundation writes.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        let count = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: count) { text in
            for position in 0..<count {
                // Six bits from `bit` on, of which some may lie in the next byte.
                let bit = position * 6
                let high = UInt16(bytes[bit / 8]) << 8
                let low = bit / 8 + 1 < bytes.count ? UInt16(bytes[bit / 8 + 1]) : 0
                text[position] = alphabet[Int((high | low) >> (10 - UInt16(bit % 8)) & 63)]
            }
            return count
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Reads what `text` gives; nil for anything else.
    public init?(text: String) {
        guard text.utf8.count == (Self.byteCount * 4 + 2) / 3 else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: standard), data.count == Self.byteCount, data[0] == Self.version,
            data[1] <= 1, let digest = Digest(bytes: data[18..<50])
        else { return nil }
        tier = data[1] == 0 ? .exact : .semantic
        entry = EntryID(Int64(bitPattern: data.bigEndian(at: 2)))
        writtenAt = Timestamp(rawValue: Int64(bitPattern: data.bigEndian(at: 10)))
        asked = TextsDigest(digest)
        score = Float(bitPattern: data.bigEndian(at: 50))
        judgeTag = data.bigEndian(at: 54)
        guard score.isNaN || (0...1).contains(score) else { return nil }
    }

    public static func == (left: HitID, right: HitID) -> Bool {
        left.text == right.text
    }
}

extension [UInt8] {
    fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension Data {
    fileprivate func bigEndian<Value: FixedWidthInteger>(at offset: Int) -> Value {
        self[offset..<offset + Value.bitWidth / 8].reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }
}
