import CacheCore

extension ScoreModel {
    private static let magic = Array("MCSM".utf8)
    private static let version: UInt16 = 2

    /// The file's bytes.
    public var encoded: [UInt8] {
        var output = ScoreModelOutput()
        output.bytes = Self.magic
        output.append(Self.version)
        output.append(fingerprint.rawValue)
        output.append(UInt16(PairFeatures.names.count))
        for name in PairFeatures.names { output.append(name) }
        output.append(metric.bias)
        output.append(UInt16(metric.weights.count))
        for weight in metric.weights { output.append(weight) }
        output.append(calibration.slope)
        output.append(calibration.intercept)
        output.append(trees.base)
        output.append(UInt16(trees.roots.count))
        for root in trees.roots { output.append(root) }
        output.append(UInt16(trees.nodes.count))
        for node in trees.nodes {
            output.append(UInt16(bitPattern: node.feature))
            output.append(node.value)
            output.append(node.below)
            output.append(node.above)
        }
        output.append(risks)
        output.append(lookupRisks)
        return output.bytes
    }

    /// Reads a file's bytes.
    public init(_ bytes: [UInt8]) throws(ScoreModelError) {
        var input = ScoreModelInput(bytes)
        guard try input.bytes(4) == Self.magic else { throw .damaged("it does not begin with MCSM") }
        guard try input.integer() as UInt16 == Self.version else { throw .otherFeatures }
        fingerprint = EmbeddingFingerprint(rawValue: try input.text())
        var names: [String] = []
        for _ in 0..<(try input.integer() as UInt16) { names.append(try input.text()) }
        guard names == PairFeatures.names else { throw .otherFeatures }
        var metric = WeightedSimilarity(bias: try input.float())
        for _ in 0..<(try input.integer() as UInt16) { metric.weights.append(try input.float()) }
        self.metric = metric
        calibration = Calibration(slope: try input.float(), intercept: try input.float())
        var trees = BoostedTrees(base: try input.float())
        for _ in 0..<(try input.integer() as UInt16) { trees.roots.append(try input.integer()) }
        for _ in 0..<(try input.integer() as UInt16) {
            trees.nodes.append(
                BoostedTrees.Node(
                    feature: Int16(bitPattern: try input.integer()), value: try input.float(),
                    below: try input.integer(), above: try input.integer()))
        }
        guard Self.isSound(trees) else { throw .damaged("a tree leads nowhere") }
        self.trees = trees
        risks = try input.risks()
        lookupRisks = try input.risks()
        guard input.isAtEnd else { throw .damaged("bytes are left over") }
    }

    /// Whether every way through the trees stays inside and ends: children come after their parents.
    private static func isSound(_ trees: BoostedTrees) -> Bool {
        let nodes = trees.nodes
        return trees.roots.allSatisfy { Int($0) < nodes.count }
            && nodes.indices.allSatisfy { index in
                let node = nodes[index]
                guard node.feature >= 0 else { return true }
                return Int(node.feature) < PairFeatures.names.count && Int(node.below) > index
                    && Int(node.below) < nodes.count && Int(node.above) > index && Int(node.above) < nodes.count
            }
    }
}

private struct ScoreModelOutput {
    var bytes: [UInt8] = []

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: Float) {
        append(value.bitPattern)
    }

    mutating func append(_ text: String) {
        append(UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(_ risks: RiskTable) {
        append(UInt16(risks.rows.count))
        for row in risks.rows {
            append(Float(row.risk))
            append(row.threshold)
            append(UInt32(row.served))
            append(UInt32(row.wrong))
        }
    }
}

private struct ScoreModelInput {
    private let all: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        all = bytes
    }

    var isAtEnd: Bool { position == all.count }

    mutating func bytes(_ count: Int) throws(ScoreModelError) -> [UInt8] {
        guard count <= all.count - position else { throw .damaged("it ends early") }
        defer { position += count }
        return Array(all[position..<position + count])
    }

    mutating func integer<Value: FixedWidthInteger>() throws(ScoreModelError) -> Value {
        let bytes = try bytes(Value.bitWidth / 8)
        return bytes.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func float() throws(ScoreModelError) -> Float {
        Float(bitPattern: try integer())
    }

    mutating func text() throws(ScoreModelError) -> String {
        let count: UInt16 = try integer()
        guard let text = String(validating: try bytes(Int(count)), as: UTF8.self) else {
            throw .damaged("a name is not UTF-8")
        }
        return text
    }

    mutating func risks() throws(ScoreModelError) -> RiskTable {
        var rows: [RiskTable.Row] = []
        for _ in 0..<(try integer() as UInt16) {
            let risk = Double(try float())
            rows.append(
                RiskTable.Row(
                    risk: (risk * 1e6).rounded() / 1e6, threshold: try float(),
                    served: Int(try integer() as UInt32), wrong: Int(try integer() as UInt32)))
        }
        return RiskTable(rows: rows)
    }
}
