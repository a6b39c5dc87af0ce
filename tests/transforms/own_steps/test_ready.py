"""What is needed to run a step goes to other processes."""

import pickle

from transforms.columns import Column
from transforms.own_steps.ready import ReadyStep
from transforms.own_steps.running import StepCall


def test_it_can_be_sent_to_a_worker() -> None:
    step = ReadyStep(field="n", call=StepCall(place="a:b", options={"x": [1]}), columns=(Column("n", "", "integer"),))
    assert pickle.loads(pickle.dumps(step)) == step
