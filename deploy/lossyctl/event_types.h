#pragma once

namespace lossy::lossyctl {

// Links the messages of Lossy's events into the program, so that protobuf's generated pool has
// their descriptors.
void LinkEventTypes();

}  // namespace lossy::lossyctl
