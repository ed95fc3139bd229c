#include "contract/typescript/typescript.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "contract/model/error_reason.h"
#include "contract/model/topic_segments.h"
#include "contract/typescript/typescript_names.h"

namespace lossy::contract {
namespace {

constexpr char kHead[] =
    R"(// Written by `lossyctl contract types` from the descriptors of the services. Do not edit.

/** Bytes from a client: base64, or the numbers from 0 to 255. */
export type Bytes = string | number[] | { [index: string]: number };

/** The place of an event in a topic. A client returns it whole, as `recover` of its next join. */
export interface Position {
  epoch: string;
  offset: number;
  run?: number;
}

/** The options of every join, besides its own params. */
export interface JoinOptions {
  /** True asks for positions. A position asks for all events after it. */
  recover?: boolean | Position | null;
  /** With `updates`, a presence_diff has changes of metadata in its member `updates`. */
  presence?: { updates?: boolean } | null;
}

/** The members of the reply to a join with `recover`. */
export interface JoinPosition {
  position?: Position;
  /** False: events were missed, so the client must load the whole state again. */
  recovered?: boolean;
}

/** The payload of a published event. It has a position after a join with `recover`. */
export type Pushed<Payload> = Payload & { position?: Position };

/** The response of a reply with the status "error". */
export interface ErrorReply {
  reason: Reason;
  /** One English sentence for people. */
  message: string;
  /** The problem of each invalid field, by its name. */
  details?: { [field: string]: unknown };
  /** The time in milliseconds after which a retry may succeed. */
  retry_after_ms?: number;
}

)";

constexpr char kTail[] = R"(
/** The pattern of a topic: PatternOf<"room:lobby"> is "room:{room}". */
export type PatternOf<Name extends string> = {
  [Pattern in keyof Topics]: Name extends Topics[Pattern]["name"] ? Pattern : never;
}[keyof Topics];

/** The events that a client may push to a topic. */
export type EventsOf<Name extends string> = Topics[PatternOf<Name>]["events"];

/** The events that a client of a topic receives. */
export type PushesOf<Name extends string> = Topics[PatternOf<Name>]["pushes"];
)";

// Appends a comment in front of a declaration that is indented by `indent` spaces.
void AppendComment(absl::string_view comment, int indent, std::string* out) {
  if (comment.empty()) return;
  const std::string text = absl::StrReplaceAll(comment, {{"*/", "* /"}});
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (lines.size() == 1) {
    absl::StrAppend(out, margin, "/** ", text, " */\n");
    return;
  }
  absl::StrAppend(out, margin, "/**\n");
  for (const std::string& line : lines) {
    absl::StrAppend(out, margin, line.empty() ? " *" : " * ", line, "\n");
  }
  absl::StrAppend(out, margin, " */\n");
}

std::string FieldComment(const MessageField& field, Direction direction) {
  std::string comment = field.comment;
  if (field.kind == ValueKind::kBytes && direction == Direction::kToClient) {
    absl::StrAppend(&comment, comment.empty() ? "" : " ", "Base64.");
  }
  return comment;
}

std::string Interface(const MessageType& message, Direction direction) {
  std::string text;
  AppendComment(message.comment, 2, &text);
  const std::string name = TypeScriptName(message, direction).name;
  if (message.fields.empty()) {
    return absl::StrCat(text, "  export interface ", name, " {}\n");
  }
  absl::StrAppend(&text, "  export interface ", name, " {\n");
  for (const MessageField& field : message.fields) {
    AppendComment(FieldComment(field, direction), 4, &text);
    const bool present = direction == Direction::kFromClient ? field.required : field.oneof.empty();
    absl::StrAppend(&text, "    ", TypeScriptKey(field.key),
                    present ? ": " : "?: ", TypeScriptType(field, direction), ";\n");
  }
  return absl::StrCat(text, "  }\n");
}

std::string EnumAlias(const EnumType& enumeration) {
  std::string text;
  std::vector<std::string> names;
  std::string comment = enumeration.comment;
  for (const EnumValue& value : enumeration.values) {
    if (value.alias) continue;
    names.push_back(absl::StrCat("\"", value.name, "\""));
    if (value.comment.empty()) continue;
    absl::StrAppend(&comment, comment.empty() ? "" : "\n", "- ", value.name, ": ", value.comment);
  }
  AppendComment(comment, 2, &text);
  return absl::StrCat(text, "  export type ", TypeScriptName(enumeration.full_name).name, " = ",
                      names.empty() ? "never" : absl::StrJoin(names, " | "), ";\n");
}

// Returns the interfaces and types, each scope in one namespace.
std::string Namespaces(const Contract& contract) {
  std::map<std::string, std::vector<std::string>> declarations;
  for (const auto& enumeration : contract.enums()) {
    declarations[TypeScriptName(enumeration->full_name).scope].push_back(EnumAlias(*enumeration));
  }
  for (const auto& message : contract.messages()) {
    if (message->any) continue;
    auto& scope = declarations[TypeScriptName(message->full_name).scope];
    if (message->to_client) scope.push_back(Interface(*message, Direction::kToClient));
    if (message->from_client) scope.push_back(Interface(*message, Direction::kFromClient));
  }
  std::string text;
  for (const auto& [scope, all] : declarations) {
    absl::StrAppend(&text, "export namespace ", scope, " {\n", absl::StrJoin(all, "\n"), "}\n\n");
  }
  return text;
}

std::string Reasons() {
  std::string text = "/** The reason of an error. The list is complete. */\nexport type Reason =";
  for (const ErrorReason& reason : ErrorReasons()) {
    absl::StrAppend(&text, "\n  | \"", reason.name, "\"");
  }
  return text + ";\n\n";
}

// The type of an event's payload, without the fields that the topic sets.
std::string PayloadType(const TopicEvent& event) {
  std::string type = TypeScriptType(*event.request, Direction::kFromClient);
  std::vector<std::string> bound;
  for (const MessageField& field : event.request->fields) {
    for (const std::string& name : event.bound) {
      if (name == field.name) bound.push_back(absl::StrCat("\"", field.key, "\""));
    }
  }
  if (!bound.empty()) type = absl::StrCat("Omit<", type, ", ", absl::StrJoin(bound, " | "), ">");
  return type;
}

std::string ReplyType(const TopicEvent& event) {
  if (event.response == nullptr) return "{}";
  return TypeScriptType(*event.response, Direction::kToClient);
}

// A binary frame has the bytes alone.
std::string OrBinary(std::string type, const MessageType& message) {
  return BinaryField(message) == nullptr ? type : type + " | ArrayBuffer";
}

std::string PushType(const TopicPush& push) {
  std::vector<std::string> types;
  for (const MessageType* message : push.messages) {
    types.push_back(TypeScriptType(*message, Direction::kToClient));
  }
  std::string type = absl::StrJoin(types, " | ");
  if (push.published) type = absl::StrCat("Pushed<", type, ">");
  return OrBinary(std::move(type), *push.messages.front());
}

// Returns the names of a topic as a template literal: "room:${string}".
std::string TopicName(absl::string_view pattern) {
  std::string name;
  for (const TopicSegment& segment : TopicSegments(pattern)) {
    absl::StrAppend(&name, name.empty() ? "" : ":",
                    segment.is_variable ? "${string}" : segment.text);
  }
  return name;
}

std::string TopicMember(const ChannelTopic& topic) {
  std::string text;
  AppendComment(topic.comment, 2, &text);
  const std::string reply = ReplyType(topic.join);
  absl::StrAppend(&text, "  \"", topic.pattern, "\": {\n    name: `", TopicName(topic.pattern),
                  "`;\n");
  absl::StrAppend(&text, "    params: ", PayloadType(topic.join), " & JoinOptions;\n");
  absl::StrAppend(&text, "    reply: ", reply, topic.subscribe.empty() ? "" : " & JoinPosition",
                  ";\n    events: {\n");
  for (const TopicEvent& event : topic.events) {
    AppendComment(event.comment, 6, &text);
    std::string response = ReplyType(event);
    if (event.response != nullptr) response = OrBinary(std::move(response), *event.response);
    absl::StrAppend(&text, "      ", TypeScriptKey(event.name),
                    ": { payload: ", OrBinary(PayloadType(event), *event.request),
                    "; reply: ", response, " };\n");
  }
  absl::StrAppend(&text, "    };\n    pushes: {\n");
  for (const TopicPush& push : topic.pushes) {
    AppendComment(push.comment, 6, &text);
    absl::StrAppend(&text, "      ", TypeScriptKey(push.name), ": ", PushType(push), ";\n");
  }
  return absl::StrCat(text, "    };\n  };\n");
}

}  // namespace

std::string TypeScript(const Contract& contract) {
  std::string topics =
      "/** Every topic by its pattern: the params of its join and their reply, events, pushes. */\n"
      "export interface Topics {\n";
  for (const ChannelTopic& topic : contract.topics()) absl::StrAppend(&topics, TopicMember(topic));
  return absl::StrCat(kHead, Reasons(), Namespaces(contract), topics, "}\n", kTail);
}

}  // namespace lossy::contract
