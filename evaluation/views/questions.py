"""The questions of the evaluation, and the judgements that answer them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evaluation.forms import QuestionForm
from evaluation.models import Question
from territories.access import CtgRequest, requires
from territories.models import STUDY


def _questions(request: CtgRequest) -> str:
    return request.ctg.url("evaluation:overview") + "#questions"


@requires(STUDY)
def create_question(request: CtgRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None, instance=Question(ctg=request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La question est posée.")
        return redirect(_questions(request))
    return render(request, "evaluation/create_question.html", {"form": form, "cancel_url": _questions(request)})


@requires(STUDY)
def edit_question(request: CtgRequest, pk: str) -> HttpResponse:
    question = get_object_or_404(request.ctg.questions, pk=pk)
    form = QuestionForm(request.POST or None, instance=question, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La question est enregistrée.")
        return redirect(_questions(request))
    context = {"form": form, "question": question, "cancel_url": _questions(request)}
    return render(request, "evaluation/edit_question.html", context)


@requires(STUDY)
def delete_question(request: CtgRequest, pk: str) -> HttpResponse:
    question = get_object_or_404(request.ctg.questions, pk=pk)
    if request.method == "POST":
        question.delete()
        messages.success(request, "La question est supprimée.")
        return redirect(_questions(request))
    context = {"question": question, "cancel_url": _questions(request)}
    return render(request, "evaluation/delete_question.html", context)
