import CacheCore

extension ScoreModel {
    private static let magic = Array("MCSM".utf8)
    private static let version: UInt16 = 6
    /// Version 2 knows no second stage, in versions 3 and 4 that was another one; what has none can still be read. Up to version 5
    /// there is no checksum.
    private static let readableVersions: ClosedRange<UInt16> = 2...version

    /// The file's bytes.
    public var encoded: [UInt8] {
        var output = ScoreModelOutput()
        output.bytes = Self.magic
        output.append(Self.version)
        output.append(fingerprint.rawValue)
        output.append(PairFeatures.names)
        output.append(metric.bias)
        output.append(UInt16(metric.weights.count))
        for weight in metric.weights { output.append(weight) }
        output.append(calibration)
        output.append(trees)
        output.append(risks)
        output.append(lookupRisks)
        output.append(UInt8(verified == nil ? 0 : 1))
        if let verified {
            output.append(verified.verifier)
            output.append(VerifiedScore.names)
            output.append(verified.sure)
            output.append(verified.calibration)
            output.append(verified.trees)
            output.append(verified.risks)
            output.append(verified.lookupRisks)
            output.append(UInt8(verified.conversationRisks == nil ? 0 : 1))
            if let conversations = verified.conversationRisks { output.append(conversations) }
        }
        output.append(StableHash.of(output.bytes))
        return output.bytes
    }

    /// Reads a file's bytes.
    public init(_ bytes: [UInt8]) throws(ScoreModelError) {
        var input = ScoreModelInput(bytes)
        guard try input.bytes(4) == Self.magic else { throw .damaged("it does not begin with MCSM") }
        let version: UInt16 = try input.integer()
        guard Self.readableVersions.contains(version) else { throw .otherFeatures }
        if version > 5 { try input.checkSum() }
        fingerprint = EmbeddingFingerprint(rawValue: try input.text())
        try input.expect(PairFeatures.names)
        var metric = WeightedSimilarity(bias: try input.float())
        for _ in 0..<(try input.integer() as UInt16) { metric.weights.append(try input.float()) }
        self.metric = metric
        calibration = try input.calibration()
        trees = try input.trees(featureCount: PairFeatures.names.count)
        risks = try input.risks()
        lookupRisks = try input.risks()
        if version > 2, try input.integer() as UInt8 != 0 {
            guard version > 4 else { throw .otherFeatures }
            verified = try VerifiedScore(&input)
        }
        guard input.isAtEnd else { throw .damaged("bytes are left over") }
    }
}

extension VerifiedScore {
    fileprivate init(_ input: inout ScoreModelInput) throws(ScoreModelError) {
        let verifier = try input.text()
        try input.expect(Self.names)
        self.init(
            verifier: verifier, sure: try input.float(), calibration: try input.calibration(),
            trees: try input.trees(featureCount: Self.names.count), risks: try input.risks(),
            lookupRisks: try input.risks(),
            conversationRisks: try input.integer() as UInt8 == 0 ? nil : try input.risks())
    }
}

extension BoostedTrees {
    /// Whether every way through the trees stays inside and ends: children come after their parents.
    fileprivate func isSound(featureCount: Int) -> Bool {
        roots.allSatisfy { Int($0) < nodes.count }
            && nodes.indices.allSatisfy { index in
                let node = nodes[index]
                guard node.feature >= 0 else { return true }
                return Int(node.feature) < featureCount && Int(node.below) > index
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

    mutating func append(_ names: [String]) {
        append(UInt16(names.count))
        for name in names { append(name) }
    }

    mutating func append(_ calibration: ScoreModel.Calibration) {
        append(calibration.slope)
        append(calibration.intercept)
    }

    mutating func append(_ trees: BoostedTrees) {
        append(trees.base)
        append(UInt16(trees.roots.count))
        for root in trees.roots { append(root) }
        append(UInt16(trees.nodes.count))
        for node in trees.nodes {
            append(UInt16(bitPattern: node.feature))
            append(node.value)
            append(node.below)
            append(node.above)
        }
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
    private var all: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        all = bytes
    }

    var isAtEnd: Bool { position == all.count }

    /// The last eight bytes are that of all the others.
    mutating func checkSum() throws(ScoreModelError) {
        let length = all.count - 8
        guard length >= position else { throw .damaged("it ends early") }
        let sum = all[length...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        all.removeLast(8)
        guard StableHash.of(all) == sum else { throw .damaged("its checksum is another one") }
    }

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

    /// Reads names of features, which must be those that are computed.
    mutating func expect(_ names: [String]) throws(ScoreModelError) {
        var found: [String] = []
        for _ in 0..<(try integer() as UInt16) { found.append(try text()) }
        guard found == names else { throw .otherFeatures }
    }

    mutating func calibration() throws(ScoreModelError) -> ScoreModel.Calibration {
        ScoreModel.Calibration(slope: try float(), intercept: try float())
    }

    mutating func trees(featureCount: Int) throws(ScoreModelError) -> BoostedTrees {
        var trees = BoostedTrees(base: try float())
        for _ in 0..<(try integer() as UInt16) { trees.roots.append(try integer()) }
        for _ in 0..<(try integer() as UInt16) {
            trees.nodes.append(
                BoostedTrees.Node(
                    feature: Int16(bitPattern: try integer()), value: try float(), below: try integer(),
                    above: try integer()))
        }
        guard trees.isSound(featureCount: featureCount) else { throw .damaged("a tree leads nowhere") }
        return trees
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
