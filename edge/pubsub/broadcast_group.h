#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "base/text/shared_text.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/broadcast_format.h"
#include "edge/pubsub/client_list.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// A group of clients that receive the same frames, so that each push is encoded once for all of
// them. Client must derive from ClientList<Client>::Hook and have a method transport(). Not
// thread-safe.
template <typename Client>
class BroadcastGroup {
 public:
  // `events` are the names of the events that the members receive. It must outlive the members, and
  // is nullptr if they have no choice.
  BroadcastGroup(const base::SharedText& channel_topic, Serializer serializer, bool extended,
                 const std::vector<std::string>* events)
      : format_(channel_topic, serializer, extended), events_(events) {}

  const BroadcastFormat& format() const { return format_; }

  // Returns true if the members receive events with this name. Must not be called if they have no
  // choice.
  bool Wants(absl::string_view event) const {
    return std::find(events_->begin(), events_->end(), event) != events_->end();
  }

  // Returns the clients that receive frames now. The owner adds and removes them. A client that
  // uses the group but still waits for its first message is not among them.
  ClientList<Client>& members() { return members_; }
  const ClientList<Client>& members() const { return members_; }

  // Sends the frame to all members and returns their number. No member may be removed during the
  // call.
  std::size_t Send(const EncodedMessagePtr& message) const {
    for (Client* member : members_.clients()) member->transport().Send(message);
    return members_.clients().size();
  }

 private:
  template <typename>
  friend class BroadcastGroups;

  bool Matches(const base::SharedText& channel_topic, Serializer serializer, bool extended,
               const std::vector<std::string>* events) const {
    return events_ == events && format_.Matches(channel_topic, serializer, extended);
  }

  const BroadcastFormat format_;
  const std::vector<std::string>* const events_;
  ClientList<Client> members_;
  std::size_t users_ = 0;  // Clients between Acquire and Release, members or not.
};

// Owns the groups of one topic. A group lives as long as a client uses it. Not thread-safe.
template <typename Client>
class BroadcastGroups {
 public:
  using Group = BroadcastGroup<Client>;

  // Returns the group for clients of this kind, and counts one more user of it until Release. The
  // parameters are those of BroadcastGroup. Clients share a group only if `events` is the same
  // object, so that the clients of two contracts receive each the events of their own.
  Group& Acquire(const base::SharedText& channel_topic, Serializer serializer, bool extended,
                 const std::vector<std::string>* events = nullptr) {
    auto found = std::find_if(groups_.begin(), groups_.end(), [&](const auto& group) {
      return group->Matches(channel_topic, serializer, extended, events);
    });
    if (found == groups_.end()) {
      groups_.push_back(std::make_unique<Group>(channel_topic, serializer, extended, events));
      found = std::prev(groups_.end());
    }
    ++(*found)->users_;
    return **found;
  }

  // Ends one client's use of the group. Destroys the group if no other client uses it.
  void Release(Group& group) {
    if (--group.users_ > 0) return;
    groups_.erase(std::find_if(groups_.begin(), groups_.end(),
                               [&](const auto& each) { return each.get() == &group; }));
  }

  bool empty() const { return groups_.empty(); }
  auto begin() const { return groups_.begin(); }
  auto end() const { return groups_.end(); }

 private:
  // Most topics have one group, whose pointer takes no memory of its own.
  absl::InlinedVector<std::unique_ptr<Group>, 2> groups_;
};

}  // namespace lossy::edge
