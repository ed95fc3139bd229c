#pragma once

#include <utility>

#include "base/identity/identity.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "boost/smart_ptr/intrusive_ref_counter.hpp"

namespace lossy::edge {

// An identity that the sockets of one token share, in one block with the count of its references.
// Immutable, so threads may share it.
struct SharedIdentity final
    : public base::Identity,
      public boost::intrusive_ref_counter<SharedIdentity, boost::thread_safe_counter> {
  explicit SharedIdentity(base::Identity identity) : base::Identity(std::move(identity)) {}
};

using SharedIdentityPtr = boost::intrusive_ptr<const SharedIdentity>;

}  // namespace lossy::edge
