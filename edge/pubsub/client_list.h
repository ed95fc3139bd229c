#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

namespace lossy::edge {

// An unordered list of clients that adds and removes each in constant time. A client is in at most
// one list at a time. The list owns no client, and each client must leave it before the list is
// destroyed. Not thread-safe.
template <typename Client>
class ClientList {
 public:
  // The public base class of Client. It stores the client's list and position.
  class Hook {
   public:
    Hook() = default;
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

   private:
    friend class ClientList;
    ClientList* list_ = nullptr;
    std::size_t index_ = 0;
  };

  ClientList() = default;
  ClientList(const ClientList&) = delete;
  ClientList& operator=(const ClientList&) = delete;

  // Adds the client after removing it from the list that has it, if there is one.
  void Add(Client& client) {
    Remove(client);
    Hook& hook = client;
    hook.list_ = this;
    hook.index_ = clients_.size();
    clients_.push_back(&client);
  }

  // Removes the client from the list that has it, if there is one.
  static void Remove(Client& client) {
    Hook& hook = client;
    if (hook.list_ == nullptr) return;
    auto& clients = hook.list_->clients_;
    Hook& last = *clients.back();
    clients[hook.index_] = clients.back();
    last.index_ = hook.index_;
    clients.pop_back();
    hook.list_ = nullptr;
  }

  bool empty() const { return clients_.empty(); }

  // Returns the clients, valid until the list changes.
  absl::Span<Client* const> clients() const { return clients_; }
  // Returns a copy, for a caller that changes the list in a loop.
  std::vector<Client*> Copy() const {
    std::vector<Client*> copy(clients_.size());
    std::copy(clients_.begin(), clients_.end(), copy.begin());
    return copy;
  }

 private:
  // The list of a topic with one client takes no memory of its own.
  absl::InlinedVector<Client*, 2> clients_;
};

}  // namespace lossy::edge
