import Hummingbird

/// The API's description for programs (`/openapi.json`) and for people (`/docs`).
struct DocumentationRoutes: Sendable {
    func add(to router: Router<ServiceContext>) {
    }
}
