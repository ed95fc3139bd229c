#pragma once

namespace lossy::agent {

// How sure a note must be, 0 to 1, for a user who wants at least `user_minimum` and deleted so many
// notes of its category in the session. Who deletes five of a kind wants fewer of it.
double MinConfidence(double user_minimum, int deleted);

}  // namespace lossy::agent
