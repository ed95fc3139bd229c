#include "edge/console/docs_page.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "contract/json_value/json_value.h"
#include "contract/model/error_reason.h"
#include "contract/schema/example.h"
#include "edge/console/docs_html.h"

namespace lossy::edge {
namespace {

using contract::ChannelTopic;
using contract::Contract;
using contract::JsonValue;
using contract::TopicEvent;
using contract::TopicPush;

constexpr char kHead[] = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Lossy: reference</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/play.css">
</head>
<body class="page">
<nav aria-label="Pages"><a href="/about">Edge</a> <a href="/play">Playground</a>
<a href="/api/openapi.json">OpenAPI</a> <a href="/api/asyncapi.json">AsyncAPI</a></nav>
<main>
<h1>Reference</h1>
<p>The topics that a client can join, the events that it can push there, and the pushes that it receives.
The descriptors of the services are the source of this page.</p>
<ul>
<li>WebSocket: <code>/socket/websocket?vsn=2.0.0</code>, the protocol of Phoenix Channels.</li>
<li>HTTP: <code>POST /api/topics/{topic}/{event}</code> with the payload, and
<code>GET /api/topics/{topic}</code> as <code>text/event-stream</code>.</li>
</ul>
)html";

std::string ExampleHtml(const JsonValue& example) {
  return absl::StrCat("<pre tabindex=\"0\">", EscapeHtml(example.Page()), "</pre>\n");
}

std::string TopicId(std::size_t index) { return absl::StrCat("topic-", index); }

std::string ContentsHtml(const Contract& contract) {
  std::string html = "<h2>Topics</h2>\n<ul class=\"contents\">\n";
  for (std::size_t i = 0; i < contract.topics().size(); ++i) {
    absl::StrAppend(&html, "<li><a href=\"#", TopicId(i), "\">",
                    CodeHtml(contract.topics()[i].pattern), "</a></li>\n");
  }
  return html +
         "</ul>\n<p><a href=\"#pubsub\">Pub/sub topics</a>, <a href=\"#errors\">errors</a>, "
         "<a href=\"#types\">types</a></p>\n";
}

// The way in which a client sends the event.
std::string TransportHtml(const ChannelTopic& topic, const TopicEvent& event) {
  if (event.on_stream) return "<p>Over a socket only: the stream of the session answers it.</p>\n";
  return absl::StrCat(
      "<p>HTTP: ", CodeHtml(absl::StrCat("POST /api/topics/", topic.pattern, "/", event.name)),
      "</p>\n");
}

// The payload and the reply of an event or a join.
std::string ExchangeHtml(const TopicEvent& event, absl::string_view payload) {
  std::string html =
      absl::StrCat("<p>Method ", CodeHtml(event.method), " in ", CodeHtml(event.file), "</p>\n<h4>",
                   payload, "</h4>\n", FieldsHtml(*event.request, SentBy::kClient, event.bound),
                   ExampleHtml(contract::RequestExample(event)), "<h4>Reply</h4>\n");
  if (event.response != nullptr) html += FieldsHtml(*event.response, SentBy::kEdge);
  html += ExampleHtml(contract::ReplyExample(event));
  if (event.reasons.empty()) return html;
  std::vector<std::string> reasons;
  for (const std::string& reason : event.reasons) reasons.push_back(CodeHtml(reason));
  return absl::StrCat(html, "<p>Errors: ", absl::StrJoin(reasons, ", "),
                      ", and <a href=\"#errors\">those of every event</a></p>\n");
}

std::string EventHtml(const ChannelTopic& topic, const TopicEvent& event) {
  return absl::StrCat("<h3>Event ", CodeHtml(event.name), "</h3>\n", CommentHtml(event.comment),
                      TransportHtml(topic, event), ExchangeHtml(event, "Payload"));
}

std::string PushHtml(const TopicPush& push) {
  std::string html =
      absl::StrCat("<h3>Push ", CodeHtml(push.name), "</h3>\n", CommentHtml(push.comment));
  if (push.published) html += "<p>A client that joins with <code>recover</code> misses none.</p>\n";
  for (const contract::MessageType* message : push.messages) {
    html += FieldsHtml(*message, SentBy::kEdge);
  }
  return html + ExampleHtml(contract::PushExample(push));
}

std::string FactsHtml(const ChannelTopic& topic) {
  std::string html = "<ul>\n";
  if (topic.session) html += "<li>A session: each join has a stream of its own.</li>\n";
  if (!topic.subscribe.empty()) {
    absl::StrAppend(&html, "<li>Follows the pub/sub topic ", CodeHtml(topic.subscribe), ".</li>\n");
  }
  if (topic.presence) html += "<li>Reports the clients that are present.</li>\n";
  return absl::StrCat(html, "<li>Example: ", CodeHtml(contract::TopicExample(topic)),
                      "</li>\n</ul>\n");
}

std::string TopicHtml(const ChannelTopic& topic, std::size_t index) {
  std::string html = absl::StrCat("<h2 id=\"", TopicId(index), "\">", CodeHtml(topic.pattern),
                                  "</h2>\n", CommentHtml(topic.comment), FactsHtml(topic),
                                  "<h3>Join</h3>\n", ExchangeHtml(topic.join, "Params"));
  for (const TopicEvent& event : topic.events) html += EventHtml(topic, event);
  for (const TopicPush& push : topic.pushes) html += PushHtml(push);
  return html;
}

std::string PubsubHtml(const Contract& contract) {
  std::map<std::string, std::vector<std::string>> patterns;
  for (const ChannelTopic& topic : contract.topics()) {
    if (!topic.subscribe.empty()) patterns[topic.subscribe].push_back(CodeHtml(topic.pattern));
  }
  std::string html =
      "<h2 id=\"pubsub\">Pub/sub topics</h2>\n<p>Services publish events on these topics. Clients "
      "of the channel topics receive them.</p>\n<table><thead><tr><th scope=\"col\">Pub/sub topic"
      "</th><th scope=\"col\">Channel topics</th></tr></thead><tbody>\n";
  for (const auto& [subscribe, topics] : patterns) {
    absl::StrAppend(&html, "<tr><td>", CodeHtml(subscribe), "</td><td>",
                    absl::StrJoin(topics, ", "), "</td></tr>\n");
  }
  return html + "</tbody></table>\n";
}

std::string ErrorsHtml() {
  std::string html =
      "<h2 id=\"errors\">Errors</h2>\n<p>An error is <code>{\"reason\", \"message\", "
      "\"details\"}</code>, with <code>retry_after_ms</code> if a retry may succeed after that "
      "time.</p>\n<table><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\">HTTP</th><th "
      "scope=\"col\">Meaning</th></tr></thead><tbody>\n";
  for (const contract::ErrorReason& reason : contract::ErrorReasons()) {
    absl::StrAppend(&html, "<tr><td>", CodeHtml(reason.name), "</td><td>", reason.http_status,
                    "</td><td>", CommentHtml(reason.meaning), "</td></tr>\n");
  }
  return html + "</tbody></table>\n";
}

std::string TypesHtml(const Contract& contract) {
  std::string html = "<h2 id=\"types\">Types</h2>\n";
  const auto add = [&html](const auto& type, const std::string& content) {
    absl::StrAppend(&html, "<h3 id=\"", TypeId(type.full_name), "\">", CodeHtml(type.full_name),
                    "</h3>\n", CommentHtml(type.comment), content);
  };
  for (const auto& message : contract.messages()) {
    add(*message, FieldsHtml(*message, message->to_client ? SentBy::kEdge : SentBy::kClient));
  }
  for (const auto& enumeration : contract.enums()) add(*enumeration, ValuesHtml(*enumeration));
  return html;
}

}  // namespace

std::string DocsPage(const Contract& contract) {
  std::string html = absl::StrCat(kHead, ContentsHtml(contract));
  for (std::size_t i = 0; i < contract.topics().size(); ++i) {
    html += TopicHtml(contract.topics()[i], i);
  }
  absl::StrAppend(&html, PubsubHtml(contract), ErrorsHtml(), TypesHtml(contract),
                  "</main>\n</body>\n</html>\n");
  return html;
}

}  // namespace lossy::edge
