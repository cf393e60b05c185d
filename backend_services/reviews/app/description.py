"""What the service takes and answers, as an OpenAPI document."""


def schema(**properties):
    return {"type": "object", "properties": properties}


def content(name):
    return {"application/json": {"schema": {"$ref": "#/components/schemas/" + name}}}


def operation(summary, status, answer, parameters=(), body=None):
    made = {"summary": summary, "parameters": list(parameters), "responses": {
        status: {"description": "Done"} | ({"content": content(answer)} if answer else {}),
        "default": {"description": "Not done", "content": content("Error")}}}
    return made | ({"requestBody": {"required": True, "content": content(body)}} if body else {})


def parameter(name, place, kind="string", **more):
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind} | more}


TEXT, RATING = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 5}
NEW = {"product_id": TEXT | {"maxLength": 64}, "user_id": TEXT | {"maxLength": 64}, "rating": RATING,
       "text": TEXT | {"maxLength": 1000}}
ONE = parameter("id", "path")

DESCRIPTION = {
    "openapi": "3.1.0",
    "info": {"title": "reviews", "version": "1"},
    "paths": {
        "/reviews": {
            "get": operation("The newest reviews, of one product or of all", "200", "Page", [
                parameter("product_id", "query"), parameter("cursor", "query"),
                parameter("limit", "query", "integer", minimum=1, maximum=100)]),
            "post": operation("Reviews a product", "201", "Review", [parameter("Idempotency-Key", "header")], "NewReview")},
        "/reviews/{id}": {
            "get": operation("One review", "200", "Review", [ONE]),
            "delete": operation("Takes a review back", "204", None, [ONE])}},
    "components": {"schemas": {
        "NewReview": schema(**NEW) | {"required": list(NEW)},
        "Review": schema(id=TEXT, created_at=TEXT | {"format": "date-time"}, **NEW),
        "Page": schema(items={"type": "array", "items": {"$ref": "#/components/schemas/Review"}},
                       next={"type": ["string", "null"]}),
        "Error": schema(error=schema(code=TEXT, message=TEXT))}}}
