#pragma once

namespace lossy::agent {

// Returns the minimum confidence of a note, 0 to 1. `user_minimum` is the user's setting, and
// `deleted` is how many notes of the category the user deleted in the session. From five deletions
// on, the minimum rises.
double MinConfidence(double user_minimum, int deleted);

}  // namespace lossy::agent
