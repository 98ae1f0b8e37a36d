import CanonicalJSON

/// What a tenant's own labels say about its policy, in sentences.
struct PolicyRecommendation {
    private let policy: JSONValue

    /// Labels that a risk takes before it can be promised from them alone.
    private static let minimumLabels: Int64 = 300

    /// - Parameter policy: the reply of `GET /api/v1/policy`.
    init(_ policy: JSONValue) {
        self.policy = policy
    }

    private var tenant: String { policy["tenant"]?.stringValue ?? "" }
    private var mode: String { policy["mode"]?.stringValue ?? "" }
    private var labels: Int64 { policy["labels"]?.integerValue ?? 0 }
    private var served: Int64 { policy["served"]?.integerValue ?? 0 }
    private var reportedWrong: Int64 { policy["reported_wrong"]?.integerValue ?? 0 }
    private var risk: Double { policy["risk"]?.doubleValue ?? 0 }

    var text: String {
        guard policy["decision"]?.stringValue == "judged" else {
            return
                "\(tenant) decides by the cosine alone, so there is no risk to recommend. Set tenants.\(tenant).decision: "
                + "judged to have one."
        }
        var lines = [
            "\(tenant): mode \(mode), risk \(risk); labels: \(labels); semantic hits: \(served), reported wrong: \(reportedWrong)"
        ]
        for row in policy["alternatives"]?.arrayValue ?? [] {
            let threshold = row["threshold"]?.doubleValue.map { "score \($0)" } ?? "cannot be promised"
            lines.append("  risk \(row["risk"]?.doubleValue ?? 0): \(threshold) (\(row["grounds"]?.stringValue ?? ""))")
        }
        return (lines + [advice]).joined(separator: "\n")
    }

    private var advice: String {
        let ofLabels = (policy["alternatives"]?.arrayValue ?? []).first {
            $0["grounds"]?.stringValue == "labels" && $0["threshold"] != nil
        }
        if policy["grounds"]?.stringValue == "drift" {
            return
                "Too much of what was served is reported to be wrong: identical requests alone are answered now. Set "
                + "tenants.\(tenant).mode: shadow, and come back when there are \(Self.minimumLabels) labels."
        }
        if let ofLabels, let promised = ofLabels["risk"]?.doubleValue {
            return "The labels alone promise a risk of \(promised). Set tenants.\(tenant).mode: semantic and "
                + "tenants.\(tenant).risk: \(promised)."
        }
        if mode == "semantic" || mode == "shadow" {
            return
                "There are too few labels to promise a risk from them alone (about \(Self.minimumLabels) are needed), so the "
                + "shipped calibration holds. Nothing needs to change."
        }
        return "Nothing is learnt in this mode. Set tenants.\(tenant).mode: shadow to see what would be served."
    }
}
