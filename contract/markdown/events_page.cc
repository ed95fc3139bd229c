#include "contract/markdown/events_page.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "contract/markdown/field_table.h"
#include "contract/model/error_reason.h"
#include "contract/schema/example.h"
#include "contract/schema/schema.h"

namespace lossy::contract {
namespace {

constexpr char kHead[] = R"(# Topics and events

`lossyctl contract events` writes this page from the comments and options of the `.proto` files. Do not edit it.

A client joins a **topic**, pushes **events** to it, each of which has a reply, and receives **pushes**. A variable of a topic, such as
`{id}`, stands for one segment of the name; in the last place it stands for the rest. The tables of requests list the keys that a client may
send: a key that is not required may be absent or null. The tables of replies and pushes list keys that are always present, unless they
say otherwise. Unknown keys are ignored.

An event that a method answers can also be called by HTTP: `POST /api/topics/TOPIC/EVENT` with the payload as JSON, and
`GET /api/topics/TOPIC` follows the pushes of a topic as server-sent events. The events of a session need a socket.

)";

class PageWriter {
 public:
  explicit PageWriter(const Contract& contract) : contract_(contract) {}

  std::string Write();

 private:
  void WriteList();
  void WriteTopic(const ChannelTopic& topic);
  void WriteEvent(const TopicEvent& event, absl::string_view title);
  void WritePush(const TopicPush& push);
  void WriteMessages();
  void WriteEnums();
  void WritePubSub();
  void WriteErrors();
  void WriteExample(absl::string_view title, const JsonValue& example);
  void Paragraph(absl::string_view text);

  const Contract& contract_;
  FieldTables tables_;
  std::string page_;
};

void PageWriter::Paragraph(absl::string_view text) {
  if (!text.empty()) absl::StrAppend(&page_, text, "\n\n");
}

void PageWriter::WriteExample(absl::string_view title, const JsonValue& example) {
  absl::StrAppend(&page_, title, "\n\n```json\n", example.Page(), "```\n\n");
}

void PageWriter::WriteEvent(const TopicEvent& event, absl::string_view title) {
  absl::StrAppend(&page_, "### ", title, "\n\n");
  Paragraph(event.comment);
  std::string facts = absl::StrCat("Method: `", event.method, "`.");
  if (event.on_stream) absl::StrAppend(&facts, " It needs a socket.");
  if (!event.bound.empty()) {
    std::vector<std::string> keys;
    for (const std::string& name : event.bound) keys.push_back(Code(name));
    absl::StrAppend(&facts, " The topic sets ", absl::StrJoin(keys, ", "), ".");
  }
  if (!event.reasons.empty()) {
    std::vector<std::string> reasons;
    for (const std::string& reason : event.reasons) reasons.push_back(Code(reason));
    absl::StrAppend(&facts, " Errors: ", absl::StrJoin(reasons, ", "), ".");
  }
  Paragraph(facts);
  page_ += tables_.Table(*event.request, Direction::kFromClient, event.bound);
  const JsonValue example = RequestExample(event);
  if (!example.empty()) WriteExample("A request:", example);
  if (event.response == nullptr) return Paragraph("The reply is empty.");
  if (event.response->fields.empty() && !event.response->any) {
    return Paragraph("The reply is empty.");
  }
  Paragraph(
      absl::StrCat("The reply is ", tables_.Link(*event.response, Direction::kToClient), "."));
}

void PageWriter::WritePush(const TopicPush& push) {
  std::vector<std::string> links;
  for (const MessageType* message : push.messages) {
    links.push_back(tables_.Link(*message, Direction::kToClient));
  }
  absl::StrAppend(&page_, "| ", Code(push.name), " | ", absl::StrJoin(links, " or "), " | ",
                  push.published ? "yes" : "", " | ", Cell(push.comment), " |\n");
}

void PageWriter::WriteTopic(const ChannelTopic& topic) {
  absl::StrAppend(&page_, "## ", topic.pattern, "\n\n");
  std::vector<std::string> facts;
  facts.push_back(absl::StrCat("For example `", TopicExample(topic), "`."));
  if (!topic.subscribe.empty()) {
    facts.push_back(absl::StrCat("A client follows the pub/sub topic `", topic.subscribe,
                                 "` and may recover its events."));
  }
  if (topic.presence) facts.push_back("Clients receive the presences of the topic.");
  if (topic.session) facts.push_back("The topic is a session: it needs a socket.");
  Paragraph(absl::StrJoin(facts, " "));
  WriteEvent(topic.join, absl::StrCat("Join ", topic.pattern));
  for (const TopicEvent& event : topic.events) {
    WriteEvent(event, absl::StrCat(event.name, " on ", topic.pattern));
  }
  if (topic.pushes.empty()) return;
  absl::StrAppend(&page_, "### Pushes of ", topic.pattern,
                  "\n\n| event | payload | recoverable | meaning |\n|---|---|---|---|\n");
  for (const TopicPush& push : topic.pushes) WritePush(push);
  page_ += "\n";
}

// A table may link to further messages, which are then written as well.
void PageWriter::WriteMessages() {
  page_ += "## Messages\n\n";
  for (std::size_t i = 0; i < tables_.linked().size(); ++i) {
    const auto [message, direction] = tables_.linked()[i];
    absl::StrAppend(&page_, "### ", SchemaName(*message, direction), "\n\n");
    Paragraph(message->comment);
    page_ += tables_.Table(*message, direction);
    const JsonValue example = MessageExample(*message, direction);
    if (!example.empty()) WriteExample("An example:", example);
  }
}

void PageWriter::WriteEnums() {
  if (contract_.enums().empty()) return;
  page_ += "## Enums\n\n";
  for (const auto& enumeration : contract_.enums()) {
    absl::StrAppend(&page_, "### ", enumeration->full_name, "\n\n");
    Paragraph(enumeration->comment);
    for (const EnumValue& value : enumeration->values) {
      absl::StrAppend(&page_, "- `", value.name, "`", value.alias ? " (accepted, never sent)" : "",
                      value.comment.empty() ? "" : ": ", value.comment, "\n");
    }
    page_ += "\n";
  }
}

void PageWriter::WritePubSub() {
  std::map<std::string, std::map<std::string, std::set<std::string>>> topics;
  for (const ChannelTopic& topic : contract_.topics()) {
    if (topic.subscribe.empty()) continue;
    for (const TopicPush& push : topic.pushes) {
      if (!push.published) continue;
      topics[topic.subscribe][push.name].insert(Code(topic.pattern));
    }
  }
  if (topics.empty()) return;
  page_ +=
      "## Pub/sub topics\n\nServices publish events to these topics. The edge forwards them to the "
      "clients of the topics of channels.\n\n| pub/sub topic | event | forwarded to "
      "|\n|---|---|---|\n";
  for (const auto& [subscribe, events] : topics) {
    for (const auto& [event, patterns] : events) {
      absl::StrAppend(&page_, "| ", Code(subscribe), " | ", Code(event), " | ",
                      absl::StrJoin(patterns, ", "), " |\n");
    }
  }
  page_ += "\n";
}

void PageWriter::WriteErrors() {
  page_ +=
      "## Errors\n\nThe response of an error is `{\"reason\", \"message\", \"details\"}`, and "
      "`retry_after_ms` if a retry may succeed.\n\n| reason | HTTP status | meaning "
      "|\n|---|---|---|\n";
  for (const ErrorReason& reason : ErrorReasons()) {
    absl::StrAppend(&page_, "| ", Code(reason.name), " | ", reason.http_status, " | ",
                    reason.meaning, " |\n");
  }
}

void PageWriter::WriteList() {
  page_ += "| topic | events | pushes |\n|---|---|---|\n";
  for (const ChannelTopic& topic : contract_.topics()) {
    std::vector<std::string> events, pushes;
    for (const TopicEvent& event : topic.events) {
      events.push_back(absl::StrCat("[", event.name, "](#",
                                    Anchor(absl::StrCat(event.name, " on ", topic.pattern)), ")"));
    }
    for (const TopicPush& push : topic.pushes) pushes.push_back(push.name);
    absl::StrAppend(&page_, "| ", "[", topic.pattern, "](#", Anchor(topic.pattern), ") | ",
                    absl::StrJoin(events, ", "), " | ", absl::StrJoin(pushes, ", "), " |\n");
  }
  page_ += "\n";
}

std::string PageWriter::Write() {
  page_ = kHead;
  WriteList();
  for (const ChannelTopic& topic : contract_.topics()) WriteTopic(topic);
  WriteMessages();
  WriteEnums();
  WritePubSub();
  WriteErrors();
  return std::move(page_);
}

}  // namespace

std::string EventsPage(const Contract& contract) { return PageWriter(contract).Write(); }

}  // namespace lossy::contract
