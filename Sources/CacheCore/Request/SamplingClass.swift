import CanonicalJSON

/// Request parameters reduced to what makes an answer another one.
///
/// Parameters that steer only the delivery (`stream`, `stream_options`, `user`, `metadata`, `store`,
/// `service_tier`) and the draw (`seed`) are left out. The temperature is compared by class: `steady` up to
/// 0.3, `usual` up to 1, `free` above; without one it is `usual`, as model services do. `top_p`, `top_k`, `min_p`
/// and the penalties refine the draw within the same class and are left out too. Everything else (model, tools,
/// response format, token limits, stop words, anything unknown) must be equal.
enum SamplingClass {
    private static let uncompared: Set<String> = [
        "stream", "stream_options", "user", "metadata", "store", "service_tier", "seed", "temperature",
        "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty",
    ]

    static func reduce(_ parameters: JSONValue?) -> JSONValue? {
        guard let parameters else { return .object(reduce(JSONObject())) }
        guard case .object(let object) = parameters else { return parameters }
        return .object(reduce(object))
    }

    private static func reduce(_ object: JSONObject) -> JSONObject {
        var members = object.members.filter { !uncompared.contains($0.key) }
        members.append(.init(key: "temperature", value: temperatureClass(object["temperature"])))
        return JSONObject(members)
    }

    private static func temperatureClass(_ value: JSONValue?) -> JSONValue {
        switch value {
        case nil, .null: return ["class": "usual"]
        case let value?:
            // What is no number is compared as it is.
            guard let temperature = value.doubleValue else { return value }
            return ["class": temperature <= 0.3 ? "steady" : temperature <= 1 ? "usual" : "free"]
        }
    }
}
