#include "contract/diff/topic_diff.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "contract/diff/message_diff.h"

namespace lossy::contract {
namespace {

template <typename Named>
const Named* FindNamed(const std::vector<Named>& all, const std::string& name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

// Returns a subscribe template with the places of the pattern's variables instead of their names.
std::string PlacedTemplate(const ChannelTopic& topic) {
  std::string text = topic.subscribe;
  for (std::size_t i = 0; i < topic.variables.size(); ++i) {
    const std::string name = absl::StrCat("{", topic.variables[i], "}");
    for (std::size_t at; (at = text.find(name)) != std::string::npos;) {
      text.replace(at, name.size(), absl::StrCat("{#", i, "}"));
    }
  }
  return text;
}

bool SameNames(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

std::string Quoted(const std::string& text) {
  return text.empty() ? "nothing" : absl::StrCat("\"", text, "\"");
}

}  // namespace

std::string TopicPlace(const ChannelTopic& topic) { return absl::StrCat("topic ", topic.pattern); }

TopicDiff::TopicDiff(const ChannelTopic& old_topic, const ChannelTopic& new_topic,
                     FindingList* findings)
    : old_topic_(old_topic),
      new_topic_(new_topic),
      place_(TopicPlace(old_topic)),
      findings_(*findings) {}

void TopicDiff::Compare() {
  if (old_topic_.session != new_topic_.session) {
    const bool session = new_topic_.session;
    return Report(Severity::kBreak, place_,
                  session ? "the topic became a session (a bidirectional method)"
                          : "the topic is no longer a session (a bidirectional method)",
                  session ? "Calls by HTTP, and every join of an old page, meet other rules."
                          : "An old page that relies on the order and the state of a stream fails.",
                  "Add another topic for the new form, and keep the old one.");
  }
  CompareVariables(old_topic_.variables, new_topic_.variables, place_);
  CompareSubscription();
  CompareEvent(old_topic_.join, new_topic_.join, absl::StrCat(place_, ", join"));
  CompareEvents();
  ComparePushes();
}

void TopicDiff::CompareVariables(const std::vector<std::string>& before,
                                 const std::vector<std::string>& after, const std::string& place) {
  if (before == after) return;
  const std::string what =
      absl::StrCat("the variables of the topic became ", absl::StrJoin(after, ", "), " instead of ",
                   absl::StrJoin(before, ", "));
  if (SameNames(before, after)) {
    Report(Severity::kBreak, place, what,
           "The parts of the topic that an old page joined have changed places.",
           "Keep the order of the variables.");
  } else {
    Report(Severity::kWarning, place, what,
           "The topic of an old page now sets another field of the request.",
           "Check that the new field has the meaning of the old one.");
  }
}

void TopicDiff::CompareSubscription() {
  if (PlacedTemplate(old_topic_) != PlacedTemplate(new_topic_)) {
    Report(old_topic_.subscribe.empty() ? Severity::kWarning : Severity::kBreak, place_,
           absl::StrCat("the topic follows ", Quoted(new_topic_.subscribe), " instead of ",
                        Quoted(old_topic_.subscribe)),
           "An old page receives the events of another pub/sub topic, and its positions are lost.",
           "Add another topic for the other events.");
  }
  if (old_topic_.presence == new_topic_.presence) return;
  if (new_topic_.presence) return Report(Severity::kOk, place_, "presence was turned on");
  Report(Severity::kBreak, place_, "presence was turned off",
         "An old page receives no presence_state, and its presence_update gets no reply.",
         "Keep `presence: true`.");
}

void TopicDiff::CompareEvents() {
  for (const TopicEvent& event : old_topic_.events) {
    const TopicEvent* const match = FindNamed(new_topic_.events, event.name);
    if (match == nullptr) {
      RemoveEvent(event);
      continue;
    }
    CompareEvent(event, *match, EventPlace(event.name));
    // The option of an event may name the variables in another way than that of the topic.
    const bool as_topic =
        event.bound == old_topic_.variables && match->bound == new_topic_.variables;
    if (!as_topic) CompareVariables(event.bound, match->bound, EventPlace(event.name));
  }
  for (const TopicEvent& event : new_topic_.events) {
    if (!HadEvent(event.name)) {
      Report(Severity::kOk, EventPlace(event.name), "the event was added");
    }
  }
}

void TopicDiff::CompareEvent(const TopicEvent& old_event, const TopicEvent& new_event,
                             const std::string& place) {
  FindingList changes;
  MessageDiff request(MessageDirection::kFromClient, absl::StrCat(place, ", key"), &changes);
  request.SetBound(old_event.bound, new_event.bound);
  request.Compare(old_event.request, new_event.request);
  MessageDiff reply(MessageDirection::kToClient, absl::StrCat(place, ", reply key"), &changes);
  reply.Compare(old_event.response, new_event.response);
  if (old_event.method != new_event.method) {
    const std::string what =
        absl::StrCat("the method is now ", new_event.method, " instead of ", old_event.method);
    if (changes.Worst() == Severity::kOk) {
      Report(Severity::kOk, place, absl::StrCat(what, "; its messages fit"));
    } else {
      Report(Severity::kBreak, place, what,
             "Another method, whose messages differ, answers an old page.",
             "Keep the event with its method, and add a new event for the other method.");
    }
  }
  findings_.Append(std::move(changes));
}

void TopicDiff::RemoveEvent(const TopicEvent& old_event) {
  std::string what = "the event was removed";
  for (const TopicEvent& event : new_topic_.events) {
    if (event.method != old_event.method || HadEvent(event.name) || event.on_stream) continue;
    what = absl::StrCat("the event was renamed to `", event.name, "`");
  }
  Report(Severity::kBreak, EventPlace(old_event.name), std::move(what),
         "An old page that sends the event gets the error not_found.",
         "Keep the old event: a method may answer several, each with an option "
         "(lossy.channel.v1.on).");
}

void TopicDiff::ComparePushes() {
  for (const TopicPush& push : old_topic_.pushes) {
    const TopicPush* const match = FindNamed(new_topic_.pushes, push.name);
    if (match == nullptr) {
      RemovePush(push);
    } else {
      ComparePush(push, *match);
    }
  }
  for (const TopicPush& push : new_topic_.pushes) {
    if (!HadPush(push.name)) Report(Severity::kOk, PushPlace(push.name), "the push was added");
  }
}

void TopicDiff::ComparePush(const TopicPush& old_push, const TopicPush& new_push) {
  const std::string place = PushPlace(old_push.name);
  if (old_push.published && !new_push.published) {
    Report(Severity::kBreak, place, "the push has no position any more",
           "An old page that reconnects does not recover the pushes that it missed.",
           "Keep publishing the event, and add a push of another name to the stream.");
  }
  for (const MessageType* before : old_push.messages) {
    const MessageType* after = new_push.messages.front();
    for (const MessageType* message : new_push.messages) {
      if (message->full_name == before->full_name) after = message;
    }
    MessageDiff payload(MessageDirection::kToClient, absl::StrCat(place, ", key"), &findings_);
    payload.Compare(before, after);
  }
  if (new_push.messages.size() > old_push.messages.size()) {
    Report(Severity::kWarning, place, "a further message defines the push",
           "An old page may receive a payload with other keys.",
           "Choose a name for the new event that no other message uses.");
  }
}

void TopicDiff::RemovePush(const TopicPush& old_push) {
  std::string what = "the push was removed";
  for (const TopicPush& push : new_topic_.pushes) {
    if (HadPush(push.name)) continue;
    if (push.messages.front()->full_name != old_push.messages.front()->full_name) continue;
    what = absl::StrCat("the push was renamed to `", push.name, "`");
  }
  Report(Severity::kBreak, PushPlace(old_push.name), std::move(what),
         "An old page waits for the event, and never receives it.",
         "Keep the old event in `push`, and publish it beside the new one.");
}

bool TopicDiff::HadPush(const std::string& name) const {
  return FindNamed(old_topic_.pushes, name) != nullptr;
}

bool TopicDiff::HadEvent(const std::string& name) const {
  return FindNamed(old_topic_.events, name) != nullptr;
}

std::string TopicDiff::EventPlace(const std::string& name) const {
  return absl::StrCat(place_, ", event ", name);
}

std::string TopicDiff::PushPlace(const std::string& name) const {
  return absl::StrCat(place_, ", push ", name);
}

void TopicDiff::Report(Severity severity, std::string element, std::string what, std::string why,
                       std::string remedy) {
  findings_.Add({.severity = severity,
                 .elements = {std::move(element)},
                 .what = std::move(what),
                 .why = std::move(why),
                 .remedy = std::move(remedy)});
}

}  // namespace lossy::contract
